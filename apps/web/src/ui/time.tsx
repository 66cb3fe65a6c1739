"use client";

import { useHydrated } from "./use-hydrated.ts";

/** A moment in the reader's own time; the server, which doesn't know that, says it in UTC. */
export function Time({ iso }: { iso: string }) {
  const isHydrated = useHydrated();
  return <time dateTime={iso}>{isHydrated ? LOCAL.format(new Date(iso)) : UTC.format(new Date(iso))}</time>;
}

const STYLE = { dateStyle: "medium", timeStyle: "short" } as const;
const LOCAL = new Intl.DateTimeFormat(undefined, STYLE);
const UTC = new Intl.DateTimeFormat("en-GB", { ...STYLE, timeZone: "UTC" });
