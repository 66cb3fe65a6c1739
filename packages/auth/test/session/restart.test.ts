import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test, vi } from "vitest";
import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import { type Auth, createKeyRing, generateKeySet, type Store, systemClock } from "../../src/index.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { createTestAuth, createTestClock, type TestAuth } from "../../src/testing/index.ts";

vi.setConfig({ testTimeout: 60_000 });

const REVOKED = { ok: false, code: "token_revoked" };
const retention = { logRetentionMs: 700_000, timeoutMs: 10_000 };

interface Place {
  open(): Store;
  /** Ends the store's server, if it has one, without asking it, and starts it again. */
  kill(): Promise<void>;
}

const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  async sqlite() {
    const directory = mkdtempSync(join(tmpdir(), "curfew-restart-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const path = join(directory, "store.db");
    return { open: () => openSqliteStore({ path, clock: systemClock, ...retention }), kill: async () => {} };
  },
  async redis() {
    const server = await startRedis({ appendonly: true });
    onTestFinished(() => server.stop());
    const keyPrefix = `{test:${randomUUID()}}:`;
    return {
      open: () => openRedisStore({ url: server.url, keyPrefix, ...retention }),
      async kill() {
        await server.kill();
        await server.restart();
      },
    };
  },
};

test.each(Object.keys(PLACES))("Restarts forget neither refresh tokens nor revocations: %s", async (kind) => {
  const place = await PLACES[kind]?.();
  if (place === undefined) throw new Error("no such place");
  const shared = { clock: createTestClock(), witness: memoryWitness(), ring: createKeyRing(await generateKeySet()) };

  /** Does it in a process's life of its own, whose store is closed and killed after it. */
  const live = async <T>(work: (service: TestAuth) => Promise<T>, graceSeconds = 30): Promise<T> => {
    const store = place.open();
    const result = await work(
      await createTestAuth({ ...shared, store, timeoutMs: 10_000, lifetimes: { graceSeconds } }),
    );
    await store.close();
    await place.kill();
    return result;
  };
  const rotate = (auth: Auth, token: string) => auth.rotate(token);

  const [first, ended] = await live(async ({ login }) => [await login(), await login()]);
  const second = await live(async ({ auth }) => {
    await auth.revokeSessions([ended.session]);
    const rotation = await rotate(auth, first.refresh.token);
    if (!rotation.ok) throw new Error(`expected a rotation, got ${rotation.code}`);
    return rotation.pair;
  });
  await live(async ({ auth }) => {
    expect(await auth.verify(ended.access.token)).toMatchObject({ ...REVOKED, by: "session" });
    expect(await rotate(auth, ended.refresh.token)).toMatchObject(REVOKED);
    // Still inside the grace: the same successor as before the restart.
    expect(await rotate(auth, first.refresh.token)).toMatchObject({
      pair: { refresh: { tokenId: second.refresh.tokenId } },
    });
  });
  // The grace runs by the store's own time, which no test can move.
  await live(async ({ auth }) => {
    expect(await auth.verify(second.access.token)).toMatchObject({ ok: true });
    expect(await rotate(auth, first.refresh.token)).toMatchObject({ ...REVOKED, by: "reused" });
  }, 0);
  await live(async ({ auth }) => {
    expect(await auth.verify(second.access.token)).toMatchObject(REVOKED);
    expect(await rotate(auth, second.refresh.token)).toMatchObject(REVOKED);
  });
});
