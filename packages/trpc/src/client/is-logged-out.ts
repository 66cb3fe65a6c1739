import { TRPCClientError } from "@trpc/client";

const REJECTIONS: ReadonlySet<unknown> = new Set(["token_missing", "token_invalid", "token_expired", "token_revoked"]);

/** Errors that came of trying to renew, or after it. */
const final = new WeakSet<object>();

/** Reads why a call failed: `data.reason` of the server's answer. Undefined if it has none. */
export function reasonOf(error: unknown): unknown {
  return error instanceof TRPCClientError ? (error.data as { reason?: unknown } | null)?.reason : undefined;
}

/** Tells whether a call failed for the token that came with it: a renewal may help. */
export function isTokenRefused(error: unknown): boolean {
  return REJECTIONS.has(reasonOf(error));
}

/** Remembers that no renewal helps against this. */
export function asLoggedOut<T>(error: T): T {
  if (typeof error === "object" && error !== null) final.add(error);
  return error;
}

/**
 * Tells whether a call failed because the caller's session is over, or never was: `renewLink` has tried to renew it.
 *
 * @example
 * function onError(error: unknown): void {
 *   if (isLoggedOut(error)) location.replace("/login");
 * }
 * console.log(isLoggedOut(new Error("offline"))); // false
 */
export function isLoggedOut(error: unknown): boolean {
  return typeof error === "object" && error !== null && final.has(error);
}
