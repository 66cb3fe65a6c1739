import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, type RedisServer, startRedis, startSentinel } from "@curfew/testing/redis-server";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { range } from "./conformance/set-up.ts";
import { joinAsReplica, joinCluster, moveSlot, nodeForTest, tell } from "./network/cluster.ts";
import { LOAD_TIMEOUT_MS, type Report, startLoad } from "./network/load.ts";

// Real servers and elections take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

/** What an answer may take beyond the deadline on a busy machine. */
const SLACK_MS = 1_500;
/** How soon after the new primary is there everything is answered again. */
const RECOVERY_MS = 5_000;
const WARM_UP_MS = 1_000;

function expectSound(report: Report): void {
  expect(report).toMatchObject({ wrongAccepts: 0, wrong401s: 0, errors: [] });
  expect(report.slowestMs).toBeLessThan(LOAD_TIMEOUT_MS + SLACK_MS);
}

/** Whatever comes, answers are sound; afterwards requests are answered again, and go on to be. */
async function through(url: string, keyPrefix: string, event: () => Promise<void>): Promise<void> {
  const load = await startLoad(url, keyPrefix);
  await sleep(WARM_UP_MS);
  const before = load.report();
  expect(before).toMatchObject({ unavailable: 0, wrong401s: 0 });
  await event();
  expect(await load.recovered()).toBeLessThan(RECOVERY_MS);
  const after = load.report();
  await sleep(WARM_UP_MS);
  const report = await load.stop();
  expectSound(report);
  expect(report.answered.writes).toBeGreaterThan(after.answered.writes);
  expect(report.answered.reads).toBeGreaterThan(after.answered.reads);
}

describe("three Sentinels under load", () => {
  async function watched() {
    const primary = await started();
    const replica = await started({ replicaof: `127.0.0.1 ${primary.port}` });
    const sentinels = await Promise.all(
      range(3).map(() => startSentinel({ name: "one", primaryPort: primary.port, quorum: 2 })),
    );
    onTestFinished(() => Promise.all(sentinels.map((sentinel) => sentinel.stop())).then(() => {}));
    for (const sentinel of sentinels) {
      const knows = (what: string) => async () => (await ask(sentinel, "SENTINEL MASTER one")).includes(what);
      await expect.poll(knows("num-other-sentinels\r\n$1\r\n2"), { timeout: 30_000 }).toBe(true);
      await expect.poll(knows("num-slaves\r\n$1\r\n1"), { timeout: 30_000 }).toBe(true);
    }
    const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join();
    return { primary, replica, sentinels, url: `redis-sentinel://${hosts}/0?sentinelMasterId=one` };
  }

  async function started(config: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
    const server = await startRedis({ appendonly: true, config: { "repl-diskless-sync-delay": "0", ...config } });
    onTestFinished(() => server.stop());
    return server;
  }

  const become = async (role: "master" | "slave", server: RedisServer) => {
    // A server hangs up on its clients when its role changes.
    while (!(await ask(server, "ROLE").catch(() => "")).includes(role)) await sleep(20);
  };

  test("whose primary dies: no one is logged out, and the new one answers within seconds", async () => {
    const { primary, replica, url } = await watched();
    await through(url, `{${randomUUID()}}:`, async () => {
      await primary.kill();
      await become("master", replica);
    });
  });

  test("that hang and come back as a replica: no one is logged out, nobody passes wrongly", async () => {
    const { primary, replica, url } = await watched();
    await through(url, `{${randomUUID()}}:`, async () => {
      process.kill(primary.pid, "SIGSTOP");
      await become("master", replica);
      process.kill(primary.pid, "SIGCONT");
      await become("slave", primary);
    });
  });

  test("that are told to fail over: no one is logged out, nobody passes wrongly", async () => {
    const { primary, replica, sentinels, url } = await watched();
    await through(url, `{${randomUUID()}}:`, async () => {
      await ask(sentinels[0] ?? { port: 0 }, "SENTINEL FAILOVER one");
      await become("master", replica);
      // Until it is told, it goes on to take writes, which are lost.
      await become("slave", primary);
    });
  });
});

describe("a cluster of three primaries under load", () => {
  const keyPrefix = "{06S}:"; // slot 0, which the first node holds

  async function cluster() {
    const nodes = (await Promise.all(range(3).map(() => nodeForTest()))) as [RedisServer, RedisServer, RedisServer];
    await joinCluster(...nodes);
    return { nodes, url: `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join()}` };
  }

  test("whose slot moves to another node: no one is logged out, nobody passes wrongly", async () => {
    const { nodes, url } = await cluster();
    const [first, second] = nodes;
    await through(url, keyPrefix, () => moveSlot(0, first, second, nodes));
    expect(Number(await tell(first, "DBSIZE"))).toBe(0);
    expect(Number(await tell(second, "DBSIZE"))).toBeGreaterThan(10);
  });

  test("whose slot moves round all three: no one is logged out", async () => {
    const { nodes, url } = await cluster();
    const [first, second, third] = nodes;
    await through(url, keyPrefix, async () => {
      for (const [from, to] of [
        [first, second],
        [second, third],
        [third, first],
      ] as const) {
        await moveSlot(0, from, to, nodes);
        await sleep(500);
      }
    });
  });

  test("of which one is replaced by its replica as planned: no one is logged out", async () => {
    const { nodes, url } = await cluster();
    const [first, ...others] = nodes;
    const replica = await nodeForTest();
    await joinAsReplica(replica, first, others);
    await through(url, keyPrefix, async () => {
      await tell(replica, "CLUSTER", "FAILOVER");
      while (!String(await tell(first, "ROLE")).startsWith("slave")) await sleep(20);
    });
  });

  test("of which one dies: no one is logged out, and its replica answers within seconds", async () => {
    const { nodes, url } = await cluster();
    const [first, ...others] = nodes;
    const replica = await nodeForTest();
    await joinAsReplica(replica, first, others);
    await through(url, keyPrefix, async () => {
      await first.kill();
      while (!String(await tell(replica, "ROLE")).startsWith("master")) await sleep(20);
    });
  });
});
