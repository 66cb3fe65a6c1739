import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, type StartRedisOptions, startRedis, tell } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import { onTestFinished } from "vitest";

/** A blacklist's store that is going to lose something. */
interface Place {
  readonly settings: Readonly<Record<string, string>>;
  /** Puts aside what is there now, where the loss needs it. */
  keep(): Promise<void> | void;
  lose(): Promise<void> | void;
}

export interface Loss {
  readonly name: string;
  /** Whether some of what it was told is left: then it takes knowledge of what isn't to notice. */
  readonly isPartial: boolean;
  open(folder: string): Promise<Place>;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "curfew-amnesia-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface RedisLoss {
  readonly name: string;
  readonly options: StartRedisOptions;
  keep?(redis: RedisServer, backup: string): Promise<void> | void;
  lose(redis: RedisServer, backup: string): Promise<void> | void;
}

const REDIS_LOSSES: readonly RedisLoss[] = [
  { name: "flushed", options: { appendonly: true }, lose: (redis) => tell(redis, "FLUSHALL") },
  { name: "swapped for an empty one", options: { appendonly: true }, lose: (redis, none) => replace(redis, none) },
  { name: "restarted without persistence", options: {}, lose: (redis) => redis.restart() },
  {
    name: "put back to an older snapshot",
    options: {},
    async keep(redis, backup) {
      await tell(redis, "SAVE");
      cpSync(redis.directory, backup, { recursive: true });
    },
    lose: replace,
  },
  {
    name: "put back to an older AOF",
    options: { appendonly: true },
    keep: ({ directory }, backup) => cpSync(directory, backup, { recursive: true }),
    lose: replace,
  },
];

/** Ends the server and starts another on its port, with the files of a backup. */
async function replace(redis: RedisServer, backup: string): Promise<void> {
  await redis.kill();
  rmSync(redis.directory, { recursive: true });
  cpSync(backup, redis.directory, { recursive: true });
  await redis.restart();
}

async function openRedis({ options, keep, lose }: RedisLoss): Promise<Place & { readonly redis: RedisServer }> {
  const backup = temporaryFolder();
  const redis = await startRedis({ ...options, directory: temporaryFolder() });
  onTestFinished(() => redis.stop());
  return {
    redis,
    settings: { REDIS_URL: redis.url },
    keep: () => keep?.(redis, backup),
    lose: () => lose(redis, backup),
  };
}

export const OVER_TCP: readonly Loss[] = REDIS_LOSSES.map((loss) => ({
  name: `Redis, ${loss.name}`,
  isPartial: loss.keep !== undefined,
  open: () => openRedis(loss),
}));

export const OVER_REST: readonly Loss[] = REDIS_LOSSES.map((loss) => ({
  name: `Upstash, ${loss.name}`,
  isPartial: loss.keep !== undefined,
  async open() {
    const place = await openRedis(loss);
    const upstash = await createUpstashLocal({ redisUrl: place.redis.url, port: 0, token: randomUUID() });
    onTestFinished(() => upstash.close());
    return { ...place, settings: { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token } };
  },
}));

export const IN_A_FILE: readonly Loss[] = [
  {
    name: "a file, deleted",
    isPartial: false,
    async open(folder) {
      const path = join(folder, "blacklist.db");
      return { settings: {}, keep() {}, lose: () => remove(path) };
    },
  },
  {
    name: "a file, put back to an older copy",
    isPartial: true,
    async open(folder) {
      const [path, copy] = [join(folder, "blacklist.db"), join(temporaryFolder(), "copy.db")];
      return {
        settings: {},
        keep: () => copyDatabase(path, copy),
        lose: () => renameSync(copy, path),
      };
    },
  },
];

function remove(path: string): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
}

/** By a process of its own: closing a database here would drop the locks of the app that works on it. */
function copyDatabase(from: string, to: string): void {
  const program = `new (require("node:sqlite").DatabaseSync)(process.argv[1]).exec("VACUUM INTO '${to}'")`;
  execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", "-e", program, from]);
}
