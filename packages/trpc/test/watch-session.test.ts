import type { Claims } from "@curfew/auth";
import { createTestAuth } from "@curfew/auth/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSessionWatch } from "../src/index.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

/** A watch in the words of `by`, and what moves it on. */
async function start(limit = 100) {
  const service = await createTestAuth();
  const describe = vi.fn(async (ends: readonly { by: string }[]) => ends.map(({ by }) => (by === "token" ? null : by)));
  const watch = createSessionWatch({ auth: service.auth, clock: service.clock.now, describe, limit });
  const claimsOf = async (subject?: string) => {
    const { access } = await service.login(subject);
    const verification = await service.auth.verify(access.token);
    if (!verification.ok) throw new Error("no session");
    return verification.claims;
  };
  return { ...service, watch, describe, claimsOf };
}

async function tick(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2_000);
  await new Promise((resolve) => setTimeout(resolve, 5));
}

const isPending = (ended: Promise<unknown>) =>
  Promise.race([ended.then(() => false), new Promise((resolve) => setTimeout(() => resolve(true), 5))]);

test("A stream ends with its session, by what ended it", async () => {
  const { auth, clock, watch, claimsOf } = await start();
  const ways: Record<string, (claims: Claims<"access">) => Promise<unknown>> = {
    session: ({ sessionId: id, sessionExpiresAt: expiresAt }) => auth.revokeSessions([{ id, expiresAt }]),
    subject: ({ subject }) => auth.revokeSubject(subject),
    expiry: async () => clock.advance({ seconds: 604_800 }),
  };
  for (const [by, end] of Object.entries(ways)) {
    const claims = await claimsOf();
    const ended = watch.ended(claims);
    await tick();
    expect(await isPending(ended)).toBe(true);
    await end(claims);
    await tick();
    expect(await ended).toBe(by);
  }
});

test("A stream whose end is described as none goes on", async () => {
  const { auth, watch, describe, claimsOf } = await start();
  const claims = await claimsOf();
  const ended = watch.ended(claims);
  describe.mockResolvedValueOnce([null]);
  await auth.revokeSubject(claims.subject);
  await tick();
  expect(await isPending(ended)).toBe(true);
  await tick();
  expect(await ended).toBe("subject");
});

test("A store outage or a failing description ends no stream", async () => {
  const { auth, clock, store, watch, describe, claimsOf } = await start();
  const claims = await claimsOf();
  const ended = watch.ended(claims);
  await auth.revokeSubject(claims.subject);
  store.break("refuse");
  await tick();
  store.mend();
  clock.advance({ seconds: 3 });
  describe.mockRejectedValueOnce(new Error("no database"));
  await tick();
  expect(await isPending(ended)).toBe(true);
  await tick();
  expect(await ended).toBe("subject");
});

test("All streams share one question a tick, none after closing", async () => {
  const { store, watch, claimsOf } = await start();
  const claims = [await claimsOf(), await claimsOf()];
  const closing = new AbortController();
  const streams = [...claims, ...claims].map((each) => watch.ended(each, closing.signal));
  const before = store.calls.read;
  await tick();
  expect(store.calls.read - before).toBe(1);
  closing.abort();
  expect(await Promise.all(streams)).toEqual([null, null, null, null]);
  expect(vi.getTimerCount()).toBe(0);
});

test("A subject's streams are limited; closing one makes room", async () => {
  const { watch, claimsOf } = await start(1);
  const [claims, other] = [await claimsOf("ann"), await claimsOf("bob")];
  const closing = new AbortController();
  const first = watch.ended(claims, closing.signal);
  expect(() => watch.ended(claims)).toThrow(expect.objectContaining({ reason: "too_many_attempts" }));
  void watch.ended(other);
  closing.abort();
  await first;
  expect(await isPending(watch.ended(claims))).toBe(true);
});
