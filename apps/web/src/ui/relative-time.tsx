"use client";

import { useExactTime } from "./time.tsx";

interface RelativeTimeProps {
  readonly iso: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How long ago something was. The exact moment shows under the pointer, and when it has the focus. */
export function RelativeTime({ iso, now }: RelativeTimeProps) {
  return (
    <time
      dateTime={iso}
      title={useExactTime(iso)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without a pointer, the focus is the only way to the exact moment
      tabIndex={0}
      className={`relative rounded-sm whitespace-nowrap underline decoration-edge decoration-dotted underline-offset-4 ${BUBBLE}`}
    >
      {timeAgo(Date.parse(iso), now)}
    </time>
  );
}

const BUBBLE =
  "after:absolute after:bottom-full after:left-0 after:z-10 after:mb-2 after:hidden after:rounded-sm after:bg-ink after:px-2 after:py-1 after:text-sm after:text-paper after:content-[attr(title)] focus-visible:after:block";

const UNITS = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
] as const;

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** A moment that seems to lie ahead, by a clock that runs a little fast, is now. */
function timeAgo(at: number, now: number): string {
  const found = UNITS.find(({ ms }) => now - at >= ms);
  return found === undefined ? "just now" : WORDS.format(-Math.floor((now - at) / found.ms), found.unit);
}
