import { startRedis } from "@curfew/testing/redis-server";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { createMemoryJournal } from "../../src/blacklist/memory-journal.ts";
import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { createTestAuth, createTestClock } from "../../src/testing/index.ts";

const PREFIX = "{spaces}:";

/** What a space keeps of itself: counters and notes, of one size however much was written there. */
const OWN = /^(revision|revision:oldest|revision:\d+|checkpoint|ban:.+)$/;

test("Everything in an earlier generation's space ends by itself, but a handful of its own keys", async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const clock = createTestClock();
  const store = openRedisStore({ url: server.url, keyPrefix: PREFIX, timeoutMs: 20_000, logRetentionMs: 600_000 });
  onTestFinished(() => store.close());
  const witness = memoryWitness(clock.now, createMemoryJournal(clock.now));
  const options = { clock, store, witness, maxStalenessMs: 1_000, timeoutMs: 20_000 };
  const { auth, login } = await createTestAuth(options);
  for (let i = 0; i < 30; i += 1) {
    const { access, session } = await login(`subject-${i}`);
    expect(await auth.verify(access.token)).toMatchObject({ ok: true });
    await auth.revokeSessions([session]);
    await auth.revokeSubject(session.subject);
  }
  await auth.revokeAll();

  const client = new Redis(server.url);
  onTestFinished(() => client.disconnect());
  const [, space = ""] = /^\{spaces\}:([^:]+:)session:/m.exec((await client.keys("*:session:*")).join("\n")) ?? [];
  expect(space).toMatch(/^1\./);
  const names = await client.keys(`${PREFIX}${space}*`);
  const lasting: string[] = [];
  for (const name of names) if ((await client.ttl(name)) === -1) lasting.push(name.replace(`${PREFIX}${space}`, ""));
  expect(names).toContain(`${PREFIX}${space}log`);
  expect(lasting.filter((name) => !OWN.test(name))).toEqual([]);
  expect(lasting.length).toBeLessThan(6);
});
