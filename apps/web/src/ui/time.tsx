"use client";

import { useHydrated } from "./use-hydrated.ts";

/** Shows a moment in the reader's own time. */
export function Time({ iso }: { iso: string }) {
  return <time dateTime={iso}>{useExactTime(iso)}</time>;
}

/**
 * Formats a moment, or the time of day alone, in the page's language, by the reader's zone and clock of 12 or 24
 * hours; the server, which knows neither, uses UTC.
 */
export function useExactTime(iso: string, precision: keyof typeof STYLES = "moment"): string {
  const isHydrated = useHydrated();
  const date = new Date(iso);
  return isHydrated ? local(precision).format(date) : `${UTC[precision].format(date)} UTC`;
}

const STYLES = {
  moment: { dateStyle: "medium", timeStyle: "short" },
  minute: { timeStyle: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** The pages are in English: whatever else the reader's language would bring along stays away. */
const ENGLISH = { calendar: "gregory", numberingSystem: "latn" } as const;

const UTC = { moment: utc("moment"), minute: utc("minute") } as const;

function utc(precision: keyof typeof STYLES): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", { ...STYLES[precision], timeZone: "UTC" });
}

const made = new Map<string, Intl.DateTimeFormat>();

/** To make one takes longer than to use it a hundred times. */
function local(precision: keyof typeof STYLES): Intl.DateTimeFormat {
  const found = made.get(precision) ?? readers(precision);
  made.set(precision, found);
  return found;
}

function readers(precision: keyof typeof STYLES): Intl.DateTimeFormat {
  const english = navigator.languages.find((language) => /^en\b/i.test(language)) ?? "en-GB";
  const { hourCycle = "h23" } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();
  const clock = { hourCycle: hourCycle === "h11" || hourCycle === "h12" ? "h12" : "h23" } as const;
  return new Intl.DateTimeFormat(english, { ...STYLES[precision], ...ENGLISH, ...clock });
}
