import type { TokenPair } from "@curfew/auth";
import { type CookieNames, clearedCookies, sessionCookies } from "./cookies.ts";
import { Failure } from "./errors/failure.ts";

/** What the calls of one request want set in the browser that made it. */
export interface Reply {
  /** Claims the one session a request may hand to its browser; a second claim in a batch is refused. */
  reserve(): void;
  hand(pair: TokenPair, now: Date): void;
  /** Takes the cookies away, unless a session is handed over. */
  clear(): void;
  /** `Set-Cookie` lines. */
  cookies(): readonly string[];
}

export function createReply(names: CookieNames): Reply {
  let reserved = false;
  let handed: readonly string[] | null = null;
  let cleared = false;
  return {
    reserve() {
      if (reserved) throw new Failure("batch_logs_in_twice");
      reserved = true;
    },
    hand(pair, now) {
      handed = sessionCookies(names, pair, now);
    },
    clear() {
      cleared = true;
    },
    cookies() {
      return handed ?? (cleared ? clearedCookies(names) : []);
    },
  };
}
