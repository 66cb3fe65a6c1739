import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ManagedRedis, type RedisServer, tell } from "@curfew/testing/redis-server";
import type { Chance } from "../support/chance.ts";

/** A way in which a store loses what it was told. */
export interface Loss {
  readonly name: string;
  /** Takes what is needed for it, a while before. */
  prepare(redis: ManagedRedis): Promise<(chance: Chance) => Promise<void>>;
}

/** Every way. None of them logs anyone out, and none of them lets a revoked token pass. */
export const LOSSES: readonly Loss[] = [
  { name: "the store is flushed", prepare: async (redis) => () => tell(redis.primary, "FLUSHALL") },
  {
    name: "an empty store takes the store's place",
    prepare: async (redis) => () => putBack(redis.primary, (directory) => rm(directory, { recursive: true })),
  },
  { name: "the store is put back to a backup", prepare: prepareBackup },
  {
    name: "a replica that is behind takes the store's place",
    prepare: async (redis) => (chance) => redis.failOver(chance.between(50, 1_500)),
  },
];

/** Keeps the files as they stand, and later puts them back. */
async function prepareBackup({ primary }: ManagedRedis): Promise<() => Promise<void>> {
  const backup = await mkdtemp(join(tmpdir(), "curfew-backup-"));
  await cp(primary.directory, backup, { recursive: true });
  return async () => {
    await putBack(primary, async (directory) => {
      await rm(directory, { recursive: true });
      await cp(backup, directory, { recursive: true });
    });
    await rm(backup, { recursive: true });
  };
}

/** Ends a server, changes its files, and starts it again. */
async function putBack(server: RedisServer, change: (directory: string) => Promise<void>): Promise<void> {
  await server.kill();
  await change(server.directory);
  await sleep(100);
  await server.restart();
}
