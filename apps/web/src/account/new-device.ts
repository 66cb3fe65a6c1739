import { deviceOf } from "../sessions/device.ts";
import type { AccountEvent } from "./event.ts";

/** So many events a list holds at most: what came before them isn't known. */
const MOST = 50;

/**
 * The logins from a device that nothing before them came from. None if the list may be cut off: what
 * looks new might be an old one's return, and a false alarm is worse than none. Newest first.
 */
export function firstSeen(events: readonly AccountEvent[]): ReadonlySet<AccountEvent> {
  const firsts = new Set<AccountEvent>();
  if (events.length >= MOST) return firsts;
  const seen = new Set<string>();
  for (const event of events.toReversed()) {
    const family = familyOf(event.userAgent);
    if (event.type === "login" && seen.size > 0 && !seen.has(family)) firsts.add(event);
    if (event.type === "login" || event.type === "signup") seen.add(family);
  }
  return firsts;
}

/** A device by its name without versions, which rise by themselves. */
function familyOf(userAgent: string | null): string {
  return deviceOf(userAgent).name.replace(/ \d[\d.]*/, "");
}
