import { errorHeaders } from "@curfew/trpc";
import type { ApiError } from "../errors/api-error.ts";

/** Gives what failures add to the answer they are in, alone or in a batch (RFC 9110 §10.2.1). */
export function failureHeaders(failures: readonly ApiError[]): Headers {
  const headers = errorHeaders(failures);
  const allow = failures.flatMap(({ about }) => about.allow ?? []);
  if (allow.length > 0) headers.set("allow", allow.join(", "));
  return headers;
}
