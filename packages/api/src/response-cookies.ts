import type { TokenPair } from "@curfew/auth";
import { type CookieNames, clearedCookies, sessionCookies } from "@curfew/http";
import { ApiError } from "./errors/api-error.ts";

/** Collects the cookies that the calls of one request set in the browser. */
export interface ResponseCookies {
  /** Claims the one session a request may hand to its browser; a second claim in a batch is refused. */
  reserve(): void;
  setTokens(pair: TokenPair, now: Date): void;
  /** Takes the cookies away, unless a session is handed over. */
  clear(): void;
  /** `Set-Cookie` lines. */
  cookies(): readonly string[];
}

export function createResponseCookies(names: CookieNames): ResponseCookies {
  let reserved = false;
  let handed: readonly string[] | null = null;
  let cleared = false;
  return {
    reserve() {
      if (reserved) throw new ApiError("batch_logs_in_twice");
      reserved = true;
    },
    setTokens(pair, now) {
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
