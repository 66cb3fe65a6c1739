import type { AccountEvent } from "./event.ts";

/** Returns the latest login before the one in use; null if the log has none. */
export function previousLogin(events: readonly AccountEvent[], sessionId: string): AccountEvent | null {
  return events.find(({ type, ...event }) => LOGINS.has(type) && event.sessionId !== sessionId) ?? null;
}

const LOGINS = new Set(["login", "signup"]);
