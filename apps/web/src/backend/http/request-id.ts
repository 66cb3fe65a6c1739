import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Long enough to be told from others, and nothing like a token: those have dots in them. */
const ID = /^[A-Za-z0-9_-]{8,64}$/;

/** By what name a request goes in the log: one of ours, or the one that a trusted proxy gave it. */
export function requestId({ headers }: IncomingMessage, isProxyTrusted: boolean): string {
  const given = headers["x-request-id"];
  return isProxyTrusted && typeof given === "string" && ID.test(given) ? given : randomUUID();
}
