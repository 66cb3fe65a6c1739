"use client";

import { useHydrated } from "./use-hydrated.ts";

/** A moment in the reader's own time. */
export function Time({ iso }: { iso: string }) {
  return <time dateTime={iso}>{useExactTime(iso)}</time>;
}

/**
 * A moment, or the time of the day alone, in words of the reader's own time; the server, which doesn't
 * know that, says it in UTC.
 */
export function useExactTime(iso: string, precision: keyof typeof STYLES = "moment"): string {
  const isHydrated = useHydrated();
  const { local, utc } = FORMATS[precision];
  return (isHydrated ? local : utc).format(new Date(iso));
}

const STYLES = { moment: { dateStyle: "medium", timeStyle: "short" }, minute: { timeStyle: "short" } } as const;

const FORMATS = { moment: formats(STYLES.moment), minute: formats(STYLES.minute) };

function formats(style: Intl.DateTimeFormatOptions) {
  return {
    local: new Intl.DateTimeFormat(undefined, style),
    utc: new Intl.DateTimeFormat("en-GB", { ...style, timeZone: "UTC" }),
  };
}
