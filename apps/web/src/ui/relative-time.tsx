interface RelativeTimeProps {
  readonly iso: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Shows how long ago something was. Where the exact moment counts, it stands beside. */
export function RelativeTime({ iso, now }: RelativeTimeProps) {
  return <time dateTime={iso}>{timeAgo(Date.parse(iso), now)}</time>;
}

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
