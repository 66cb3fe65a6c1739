import type { ApiError } from "../errors/api-error.ts";
import type { Reason } from "../errors/table.ts";

/** Said where a token was sent, in whatever way. */
const ABOUT_A_TOKEN: readonly (Reason | null)[] = ["token_invalid", "token_expired", "token_revoked"];

/** What a failure adds to the answer it is in, alone or in a batch (RFC 9110 §10.2.3, §11.6.1; RFC 6750 §3). */
export function errorHeaders(failures: readonly ApiError[]): Headers {
  const headers = new Headers();
  const waits = failures.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
  if (waits.length > 0) headers.set("retry-after", String(Math.max(...waits)));
  if (failures.some(({ code }) => code === "UNAUTHORIZED")) headers.set("www-authenticate", challenge(failures));
  const allow = failures.flatMap(({ about }) => about.allow ?? []);
  if (allow.length > 0) headers.set("allow", allow.join(", "));
  return headers;
}

function challenge(failures: readonly ApiError[]): string {
  return failures.some(({ reason }) => ABOUT_A_TOKEN.includes(reason)) ? 'Bearer error="invalid_token"' : "Bearer";
}
