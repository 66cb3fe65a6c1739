"use client";

import { useHydrated } from "./use-hydrated.ts";

/** A moment in the reader's own time. */
export function Time({ iso }: { iso: string }) {
  return <time dateTime={iso}>{useExactTime(iso)}</time>;
}

/** A moment in words of the reader's own time; the server, which doesn't know that, says it in UTC. */
export function useExactTime(iso: string): string {
  const isHydrated = useHydrated();
  return (isHydrated ? LOCAL : UTC).format(new Date(iso));
}

const STYLE = { dateStyle: "medium", timeStyle: "short" } as const;
const LOCAL = new Intl.DateTimeFormat(undefined, STYLE);
const UTC = new Intl.DateTimeFormat("en-GB", { ...STYLE, timeZone: "UTC" });
