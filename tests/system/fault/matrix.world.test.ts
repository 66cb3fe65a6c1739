import { afterAll, describe, expect, test, vi } from "vitest";
import { CALLS, CALLS_OVER_A_SESSION } from "./calls.ts";
import { type Fault, OF_REDIS, OF_UPSTASH, sparedIn } from "./fault.ts";
import { type FaultInjection, injectFault, spare } from "./inject-fault.ts";
import { createPool } from "./pool.ts";
import { type Open, overRedis, overUpstash } from "./service.ts";
import { visit } from "./visitor.ts";

// Most of the time is spent waiting for answers that don't come.
vi.setConfig({ maxConcurrency: 8, testTimeout: 120_000 });

matrix("redis", overRedis, OF_REDIS);
matrix("upstash", overUpstash, OF_UPSTASH);

const ALL = [...CALLS, ...CALLS_OVER_A_SESSION];
const PATIENT = { BLACKLIST_TIMEOUT_MS: "10000" };

function matrix(driver: string, open: Open, faults: readonly Fault[]): void {
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

    test.for(faults.filter(({ spares }) => spares.length === 0).flatMap(injectionsOf))(
      "$name: 503 in time, nothing changed, sent twice or cleared; works afterwards",
      ({ fault, injections }) =>
        pool.use(async (place) => {
          for (const each of injections) await injectFault(place, fault, each);
        }),
    );

    test.for(faults.filter(({ spares }) => spares.length > 0))(
      "$name: questions are answered, the rest is 503; works afterwards",
      (fault) =>
        pool.use(async (place) => {
          for (const call of ALL) {
            if (sparedIn(fault, call) === call.sends.length) await spare(place, fault, call);
            else await injectFault(place, fault, { call, moment: "before" });
          }
        }),
    );
  });
}

interface FaultInjections {
  readonly name: string;
  readonly fault: Fault;
  readonly injections: readonly FaultInjection[];
}

/** Logins, though they are no more than a question: what is ended has to be replaced. */
const REPLACING = ["auth.login", "auth.token"];

function injectionsOf(fault: Fault): readonly FaultInjections[] {
  const { name, isOfTheLine } = fault;
  const before = CALLS.map((call): FaultInjection => ({ call, moment: "before" }));
  const long = ALL.filter((call) => call.sends.length > 1 || REPLACING.includes(call.name));
  const between = long.map((call): FaultInjection => ({ call, moment: call.sends.length > 1 ? "between" : "before" }));
  const later = { name: `${name}, in the middle of a call`, fault, injections: between };
  return [{ name, fault, injections: before }, ...(isOfTheLine ? [later] : [])];
}
