import { reasonOf } from "./error-messages.ts";

const REFUSALS: ReadonlySet<string | null> = new Set([
  ...["token_missing", "token_invalid", "token_expired", "token_revoked"],
]);

/** Errors that came of trying to renew, or after it. */
const final = new WeakSet<object>();

/** Whether a call failed for the token that came with it: a renewal may help. */
export function isTokenRefused(error: unknown): boolean {
  return REFUSALS.has(reasonOf(error));
}

/** Remembers that no renewal helps against this. */
export function asLoggedOut<T>(error: T): T {
  if (typeof error === "object" && error !== null) final.add(error);
  return error;
}

/** Whether the caller's login is over, or never was. */
export function isLoggedOut(error: unknown): boolean {
  return typeof error === "object" && error !== null && final.has(error);
}
