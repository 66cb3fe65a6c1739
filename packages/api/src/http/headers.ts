import type { Failure } from "../errors/failure.ts";

/** What a failure adds to the answer it is in, alone or in a batch (RFC 9110 §10.2.3, §11.6.1; RFC 6750 §3). */
export function failureHeaders(failures: readonly Failure[]): Headers {
  const headers = new Headers();
  const waits = failures.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
  if (waits.length > 0) headers.set("retry-after", String(Math.max(...waits)));
  if (failures.some(({ code }) => code === "UNAUTHORIZED")) headers.set("www-authenticate", "Bearer");
  if (failures.some(({ code }) => code === "METHOD_NOT_SUPPORTED")) headers.set("allow", "GET, POST");
  return headers;
}
