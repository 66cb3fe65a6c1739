import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "@curfew/testing/client";
import { tell } from "@curfew/testing/redis-server";
import { takeTime } from "@curfew/web/testing";
import { describe, expect, test } from "vitest";
import { outcome } from "../support/person.ts";
import type { Call } from "./call.ts";
import { CALLS } from "./calls.ts";
import { expectLive, expectUnavailable, me } from "./outcome.ts";
import { atOnce, inTime, recovered } from "./patience.ts";
import { overRedis, overUpstash, type ProxyFault, type Service } from "./service.ts";
import { revoke } from "./staying.ts";
import { type Visitor, visit } from "./visitor.ts";

takeTime();

const DEATHS = [
  { name: "a black hole", fault: { kind: "blackhole" } },
  { name: "refused", fault: { kind: "refused" } },
] as const;

/** So many failures are believed before a store is taken for dead. */
const FEW = 3;
/** A dead store is asked so often whether it is back. */
const PROBE_MS = 250;
/** Long enough for the pauses between attempts to connect to have grown. */
const LONG_DEAD_MS = 2_500;
const STALENESS_MS = 1_000;

describe.concurrent.each([
  { driver: "redis", open: overRedis },
  { driver: "upstash", open: overUpstash },
])("$driver", { timeout: 60_000 }, ({ open }) => {
  test.for(DEATHS)(
    "$name: a crowd is refused at once and unsent; works after repair",
    async ({ fault }, { onTestFinished }) => {
      const service = await open(onTestFinished);
      const visitor = await visit(service);
      const ask = () => me(service, visitor.kept);
      const attempts = CALLS.map(({ attempt }) => attempt(service, visitor));
      await service.proxy.set(fault);
      await Promise.all(times(FEW, async () => expectUnavailable("one of the first", await inTime(ask()))));
      await expectRefusedUnsent(service, [
        ...attempts.map((attempt, i) => ({ ask: attempt.ask, isQuick: !hashesPassword(CALLS[i]) })),
        ...times(20, () => ({ ask, isQuick: true })),
      ]);
      for (let passed = 0; passed < LONG_DEAD_MS; passed += PROBE_MS) {
        expectUnavailable("one now and then", await inTime(ask()));
        await sleep(PROBE_MS);
      }
      await service.proxy.set(null);
      expect(outcome(await recovered(service, ask))).toBe("live");
      for (const attempt of attempts) await attempt.expectDone(await recovered(service, attempt.ask));
    },
  );

  test.for(DEATHS)(
    "$name, with a second's staleness: passes so long, then 503; recovers",
    async ({ fault }, { onTestFinished }) => {
      const service = await open(onTestFinished, { BLACKLIST_MAX_STALENESS_MS: String(STALENESS_MS) });
      const visitor = await visit(service);
      const { ask, expectDone } = revoke(service, visitor);
      // Follows the log from the store's first write on: so it is believed at once.
      await expectLive(service, visitor.kept);
      await expectDone(await recovered(service, ask));
      const judged = () => Promise.all([visitor.kept, visitor.tokens].map((tokens) => me(service, tokens)));
      let answers: readonly Answer[] | null = null;
      while (answers === null) answers = await answeredWithinBound(service, visitor, { fault, judged });
      expect(answers.map(outcome)).toEqual(["live", "token_revoked"]);
      await sleep(STALENESS_MS);
      for (const answer of await judged()) expectUnavailable("beyond the bound", answer);
      await service.proxy.set(null);
      await expectLive(service, visitor.kept);
      expect((await judged()).map(outcome)).toEqual(["live", "token_revoked"]);
    },
  );

  test("a store without writes is still asked, and the operator told", async ({ onTestFinished }) => {
    const service = await open(onTestFinished);
    const visitor = await visit(service);
    const { ask, expectDone } = revoke(service, visitor);
    await tell(service.redis, "CONFIG SET maxmemory 1");
    for (const again of times(2 * FEW, () => ask)) expectUnavailable("auth.revoke", await inTime(again()));
    expect(outcome(await me(service, visitor.tokens))).toBe("live");
    expect(service.log()).toContain("blacklist_readonly");
    expect(service.log()).not.toContain("blacklist_down");
    await tell(service.redis, "CONFIG SET maxmemory 0");
    await expectDone(await recovered(service, ask));
    expect(service.log()).toContain("blacklist_writable");
  });
});

interface Dying {
  readonly fault: ProxyFault;
  readonly judged: () => Promise<readonly Answer[]>;
}

/** Has the store die, and asks for verdicts that rest on what was read just before; null if the machine took longer than the bound. */
async function answeredWithinBound(
  service: Service,
  { kept }: Visitor,
  { fault, judged }: Dying,
): Promise<readonly Answer[] | null> {
  await service.proxy.set(null);
  await sleep(STALENESS_MS);
  const readAt = performance.now();
  await expectLive(service, kept);
  await service.proxy.set(fault);
  const { requests } = service.proxy;
  const answers = await judged();
  if (performance.now() - readAt > STALENESS_MS) return null;
  expect(service.proxy.requests).toBe(requests);
  return answers;
}

function times<T>(count: number, make: () => T): readonly T[] {
  return Array.from({ length: count }, make);
}

/** Logins ask the store last, after work that takes as long as the machine is busy. */
function hashesPassword(call: Call | undefined): boolean {
  return call?.sends[0] === "primary";
}

interface OneOfCrowd {
  readonly ask: () => Promise<Answer>;
  /** Whether it does nothing that takes time but to ask the store. */
  readonly isQuick: boolean;
}

/** All but those that find out whether it is back. */
async function expectRefusedUnsent({ proxy }: Service, crowd: readonly OneOfCrowd[]): Promise<void> {
  const [{ requests }, startedAt] = [proxy, performance.now()];
  const answers = await Promise.allSettled(crowd.map(({ ask, isQuick }) => (isQuick ? atOnce(ask()) : ask())));
  const probes = 1 + Math.floor((performance.now() - startedAt) / PROBE_MS);
  const refused = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  for (const answer of refused) expectUnavailable("one of a crowd", answer);
  expect(proxy.requests - requests).toBeLessThanOrEqual(probes);
  expect(refused.length).toBeGreaterThanOrEqual(crowd.length - probes);
}
