export interface Load {
  readonly sessions: number;
  readonly connections: number;
  /** The session to begin with. Default: the first. */
  readonly from?: number;
  /** How long, milliseconds. Default: once with each session. */
  readonly ms?: number;
}

/** Does something with each session in turn, each of them by one connection. Returns how often a second it was done. */
export async function measure(
  work: (session: number) => Promise<void>,
  { sessions, connections, from = 0, ms = Number.POSITIVE_INFINITY }: Load,
): Promise<number> {
  const begun = performance.now();
  let done = 0;
  const connect = async (_: unknown, connection: number) => {
    for (let i = connection; performance.now() - begun < ms; i += connections) {
      if (ms === Number.POSITIVE_INFINITY && i >= sessions) return;
      await work(from + (i % sessions));
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(connections, sessions) }, connect));
  return (done / (performance.now() - begun)) * 1000;
}

/** Returns the one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
