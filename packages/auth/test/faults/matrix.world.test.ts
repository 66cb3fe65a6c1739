import { type NamedFault, REDIS_FAULTS, REST_FAULTS, UNHEARD, type WireFault } from "@curfew/testing/fault-proxy";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal, type UpstashLocal } from "@curfew/upstash-local";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { keyIn } from "../blacklist/space.ts";
import { expectRepeatable, injectFault } from "./inject-fault.ts";
import { failuresOver, type Line, onLine, PATIENT_MS, redisLine, upstashLine } from "./line.ts";
import { OPERATIONS, operationOf } from "./operations.ts";
import { expectUnavailable, recovered, serviceOver } from "./service.ts";

// As few as their lines suffice for: what waits for one spends its time.
vi.setConfig({ maxConcurrency: 2 });

let server: RedisServer;
let upstash: UpstashLocal;
beforeAll(async () => {
  server = await startRedis();
  upstash = await createUpstashLocal({ redisUrl: server.url, token: "0123456789-abcdefghij-KLMNOPQRST" });
});
afterAll(async () => {
  await upstash.close();
  await server.stop();
});

matrix("redis", () => redisLine(server), REDIS_FAULTS);
matrix("upstash", () => upstashLine(upstash), REST_FAULTS);

/** Before the first thing an operation sends, and before the last. */
const STRIKES = OPERATIONS.flatMap((operation) =>
  operation.calls
    .filter((call) => call === operation.calls[0] || call === operation.calls.at(-1))
    .map((call) => ({ operation, call })),
);
const LATENCY_MS = 50;

/** What stands under a name in the present generation, reached past the proxy. */
async function valuesOf<Fault>(line: Line<Fault>, name: string) {
  const store = line.direct();
  return store.read([await keyIn(store, name)]);
}

const CROWD = Array.from({ length: 50 }, (_, i) => i);

function matrix<Fault>(
  driver: string,
  open: () => Promise<Line<Fault | WireFault>>,
  faults: readonly NamedFault<Fault | WireFault>[],
): void {
  describe.concurrent(driver, { timeout: 60_000 }, () => {
    test("in good health is asked once for each call", async () => {
      const failures = await failuresOver(open, OPERATIONS, async (line, operation) => {
        const { auth, login } = await serviceOver(line, PATIENT_MS);
        const sent = line.proxy.requests;
        const pair = await operation.run(auth, login);
        expect(line.proxy.requests - sent).toBe(operation.calls.length);
        await operation.expectDone(auth, pair);
      });
      expect(failures).toEqual([]);
    });

    test("with latency below the deadline: it works", async () => {
      const failures = await failuresOver(open, OPERATIONS, async (line, operation) => {
        const { auth, login } = await serviceOver(line, PATIENT_MS);
        await line.proxy.set({ kind: "latency", ms: LATENCY_MS });
        const startedAt = performance.now();
        const pair = await operation.run(auth, login);
        expect(performance.now() - startedAt).toBeGreaterThan(operation.calls.length * (LATENCY_MS - 2));
        await operation.expectDone(auth, pair);
      });
      expect(failures).toEqual([]);
    });

    test.each(faults)("$name: no pass, no refusal, nothing sent twice; works after repair", async (fault) => {
      const failures = await failuresOver(open, STRIKES, async (line, each) => {
        await expectRepeatable(await injectFault(line, fault, each), each.operation);
      });
      expect(failures).toEqual([]);
    });

    test.each(faults.filter(({ sparesReads }) => !sparesReads))(
      "$name: a crowd is refused in time; works after repair",
      async ({ fault }) => {
        await onLine(open, async (line) => {
          const service = await serviceOver(line);
          const { auth, login } = service;
          const verify = () => auth.verify(login.access.token);
          const crowd = () => Promise.all(CROWD.map(() => expectUnavailable(verify())));
          const before = line.proxy.requests;
          await line.proxy.set(fault);
          await crowd();
          const sent = line.proxy.requests;
          expect(sent - before).toBeLessThanOrEqual(CROWD.length);
          await crowd();
          expect(line.proxy.requests).toBe(sent);
          await line.proxy.set(null);
          expect(await recovered(service, verify)).toMatchObject({ ok: true });
        });
      },
    );

    test.each(UNHEARD)("$name: a refresh is repeated with the same successor", async (fault) => {
      const rotate = { operation: operationOf("rotate"), call: "exchange" } as const;
      const failures = await failuresOver(open, [{ seconds: 0 }, { seconds: 60 }], async (line, { seconds }) => {
        const service = await injectFault(line, fault, rotate);
        const [standing] = await valuesOf(line, `refresh:${service.login.session.id}`);
        service.clock.advance({ seconds });
        const { refresh } = await expectRepeatable(service, rotate.operation);
        expect(JSON.parse(standing ?? "null")).toMatchObject({ j: refresh.tokenId });
        expect(await recovered(service, () => service.auth.rotate(refresh.token))).toMatchObject({ ok: true });
      });
      expect(failures).toEqual([]);
    });

    test.each(UNHEARD)("$name: a revocation stands all the same, and can be repeated", async (fault) => {
      const revoke = { operation: operationOf("revoke"), call: "put" } as const;
      await onLine(open, async (line) => {
        const service = await injectFault(line, fault, revoke);
        expect(await valuesOf(line, `token:${service.login.access.tokenId}`)).not.toEqual([null]);
        await expectRepeatable(service, revoke.operation);
      });
    });
  });
}
