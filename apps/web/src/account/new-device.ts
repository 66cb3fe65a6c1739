import { deviceOf } from "../sessions/device.ts";
import type { AccountEvent } from "./event.ts";

/** Returns the logins from a device that no earlier login came from, of all that are known, newest first. */
export function firstLogins(events: readonly AccountEvent[]): ReadonlySet<AccountEvent> {
  const firsts = new Set<AccountEvent>();
  const seen = new Set<string>();
  for (const event of events.toReversed()) {
    if (event.type !== "login" && event.type !== "signup") continue;
    const family = familyOf(event.userAgent);
    if (seen.size > 0 && !seen.has(family)) firsts.add(event);
    seen.add(family);
  }
  return firsts;
}

/** Names a device without versions, which rise by themselves. */
function familyOf(userAgent: string | null): string {
  return deviceOf(userAgent).name.replace(/ \d[\d.]*/, "");
}
