import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

/** @returns a check that refuses every request which does not present the token. */
export function tokenCheck(token: string): (request: IncomingMessage, query: URLSearchParams) => void {
  const expected = digest(token);
  return (request, query) => {
    const presented = query.get("_token") ?? bearer(request.headers.authorization);
    // Digests have one length, so the time taken says nothing about the token.
    if (presented !== null && timingSafeEqual(digest(presented), expected)) return;
    throw new Refusal(401, "WRONGPASS invalid or missing auth token");
  };
}

function bearer(header: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? null;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
