import { afterAll, describe, expect, test, vi } from "vitest";
import { type Ailment, OF_REDIS, OF_UPSTASH } from "./ailment.ts";
import { CALLS, CALLS_OVER_A_SESSION } from "./calls.ts";
import { createPool } from "./pool.ts";
import { type Open, overRedis, overUpstash } from "./service.ts";
import { type Strike, spare, strike } from "./strike.ts";
import { visit } from "./visitor.ts";

// Most of the time is spent waiting for answers that don't come.
vi.setConfig({ maxConcurrency: 8, testTimeout: 120_000 });

matrix("redis", overRedis, OF_REDIS);
matrix("upstash", overUpstash, OF_UPSTASH);

const ALL = [...CALLS, ...CALLS_OVER_A_SESSION];
const PATIENT = { BLACKLIST_TIMEOUT_MS: "10000" };

function matrix(driver: string, open: Open, ailments: readonly Ailment[]): void {
  describe.concurrent(driver, () => {
    const pool = createPool(open);
    afterAll(pool.close);

    test.for([
      { name: "in good health", fault: null },
      { name: "with latency below the deadline", fault: { kind: "latency", ms: 50 } as const },
    ])("$name: everything works, and nothing is sent twice", async ({ fault }, { onTestFinished }) => {
      const service = await open(onTestFinished, PATIENT);
      const visitor = await visit(service);
      await service.proxy.set(fault);
      for (const { attempt, name, sends } of ALL) {
        const { ask, expectDone } = attempt(service, visitor);
        const sent = service.proxy.requests;
        const answer = await ask();
        expect([name, service.proxy.requests - sent]).toEqual([name, sends.length]);
        await expectDone(answer);
      }
    });

    test.for(ailments.filter(({ sparesReads }) => !sparesReads))(
      "$name: 503 in time, no cookie touched, nothing changed, nothing sent twice; repaired, the same calls work",
      (ailment) =>
        pool.use(async (place) => {
          for (const each of strikesOf(ailment)) await strike(place, ailment, each);
        }),
    );

    test.for(ailments.filter(({ sparesReads }) => sparesReads))(
      "$name: whoever only asks passes, also who logs in or signs up; whoever takes something back is told 503, and can later",
      (ailment) =>
        pool.use(async (place) => {
          for (const call of ALL) {
            if (call.sends.includes("write")) await strike(place, ailment, { call, moment: "before" });
            else await spare(place, ailment, call);
          }
        }),
    );
  });
}

function strikesOf({ isOfTheLine }: Ailment): readonly Strike[] {
  const before = CALLS.map((call): Strike => ({ call, moment: "before" }));
  // With the last login that is no more than a question: what is revoked has to be replaced.
  const long = isOfTheLine ? ALL.filter(({ sends, name }) => sends.length > 1 || name === "auth.token") : [];
  const between = long.map((call): Strike => ({ call, moment: call.sends.length > 1 ? "between" : "before" }));
  return [...before, ...between];
}
