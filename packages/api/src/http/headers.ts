import { challengeFor } from "@curfew/http";
import type { ApiError } from "../errors/api-error.ts";

/** What a failure adds to the answer it is in, alone or in a batch (RFC 9110 §10.2.3, §11.6.1; RFC 6750 §3). */
export function errorHeaders(failures: readonly ApiError[]): Headers {
  const headers = new Headers();
  const waits = failures.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
  if (waits.length > 0) headers.set("retry-after", String(Math.max(...waits)));
  if (failures.some(({ code }) => code === "UNAUTHORIZED")) {
    headers.set("www-authenticate", challengeFor(...failures.map(({ reason }) => reason)));
  }
  const allow = failures.flatMap(({ about }) => about.allow ?? []);
  if (allow.length > 0) headers.set("allow", allow.join(", "));
  return headers;
}
