import { type Answer, bearer, call, type Tokens } from "@curfew/testing/client";
import { expect } from "vitest";
import { outcome } from "../support/person.ts";
import { recovered } from "./patience.ts";
import type { Service } from "./service.ts";

/** A protected call. */
export function me(at: Service, { accessToken }: Pick<Tokens, "accessToken">): Promise<Answer> {
  return call(at, "account.me", { headers: bearer(accessToken) });
}

/** Soon: what is asked here is what became of the token, not how fast that is answered. */
export async function expectLive(at: Service, tokens: Pick<Tokens, "accessToken">): Promise<void> {
  expect(outcome(await recovered(at, () => me(at, tokens)))).toBe("live");
}

export async function expectRevoked(at: Service, tokens: Tokens): Promise<void> {
  expect(outcome(await recovered(at, () => me(at, tokens)))).toBe("token_revoked");
}

/** What is answered while the store can't be asked: when to come again, and not a word about cookies. */
export function expectUnavailable(name: string, { status, reason, retryAfter, setCookies }: Answer): void {
  expect([name, status, reason, setCookies]).toEqual([name, 503, "blacklist_unavailable", []]);
  expect(retryAfter).toMatch(/^[1-9]\d*$/);
}
