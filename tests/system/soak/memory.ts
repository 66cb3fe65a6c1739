import type { AppProcess } from "@curfew/web/testing";

/** What a process holds, bytes. */
export interface Sample {
  readonly at: number;
  readonly heap: number;
  readonly rss: number;
}

/** Shorter runs say nothing: caches fill, and the collector takes its time. */
const LEAST_SAMPLES = 50;
/** What is held at the end may exceed what was held early by so much, and be flat. */
const GROWTH = 1.25;
const SLACK = 24 * 1024 * 1024;

/** Reads a process's own figures. Null if they can't be had now. */
export async function sample({ address }: AppProcess): Promise<Sample | null> {
  const text = await fetch(`${address}/metrics`).then(
    (answer) => answer.text(),
    () => "",
  );
  const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  const [heap, rss] = [figure("nodejs_heap_size_used_bytes"), figure("process_resident_memory_bytes")];
  return Number.isNaN(heap + rss) ? null : { at: Date.now(), heap, rss };
}

/**
 * Whether memory is flat: the least that is held in the last fifth of the run (what the collector
 * couldn't free) and the middle of what the process has from the system, against the second fifth.
 * Null for a run that is too short to tell.
 */
export function isFlat(samples: readonly Sample[]): boolean | null {
  if (samples.length < LEAST_SAMPLES) return null;
  const [early, late] = [fifth(samples, 1), fifth(samples, 4)];
  const heap = ({ heap }: Sample) => heap;
  const rss = ({ rss }: Sample) => rss;
  return (
    fits(Math.min(...late.map(heap)), Math.min(...early.map(heap))) &&
    fits(middle(late.map(rss)), middle(early.map(rss)))
  );
}

function fits(late: number, early: number): boolean {
  return late <= early * GROWTH + SLACK;
}

function fifth(samples: readonly Sample[], number: number): readonly Sample[] {
  const size = samples.length / 5;
  return samples.slice(Math.floor(number * size), Math.floor((number + 1) * size));
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Both figures over the run, in megabytes, for people to read. */
export function curve(samples: readonly Sample[]): string {
  const points = [0, 1, 2, 3, 4].map((number) => {
    const part = fifth(samples, number);
    if (part.length === 0) return "-";
    const mega = (bytes: number) => Math.round(bytes / 1024 / 1024);
    const least = Math.min(...part.map(({ heap }) => heap));
    return `${mega(least)}/${mega(middle(part.map(({ rss }) => rss)))}`;
  });
  return points.join(" → ");
}
