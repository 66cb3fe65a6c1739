import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase } from "@curfew/db";
import { bearer, call, ORIGIN } from "@curfew/testing/client";
import { type ManagedRedis, startManagedRedis } from "@curfew/testing/redis-server";
import { type AppProcess, SERVER, type Settings, startProcess } from "@curfew/web/testing";
import { expect } from "vitest";
import { askToSignUp, logIn, newPerson, type Person } from "../support/person.ts";
import { type Checker, createChecker } from "./checker.ts";
import { openLine, type StoreKind, type StoreLine } from "./store-line.ts";

/** Up to so long after an ending `late` may let its tokens pass. */
export const STALENESS_MS = 1_000;

type Process = Awaited<ReturnType<typeof startProcess>>;

/** A service whose store can fail on command and lose what it has: three processes on one store and one database. */
export interface Arena extends Pick<StoreLine, "faults" | "heal"> {
  readonly checker: Checker;
  readonly redis: ManagedRedis;
  /** Runs from the beginning to the end. */
  readonly steady: Process;
  /** Is killed and frozen now and then. */
  readonly frail: () => Process;
  /** Lets verdicts rest on revocations up to `STALENESS_MS` old. */
  readonly late: Process;
  /** Whether the steady process has pages, or only what stands for them. */
  readonly hasPages: boolean;
  /** Kills the frail process and starts another in its place. */
  replaceFrail(): Promise<void>;
  /** Logs everyone out, as an administrator does. */
  endEverything(): Promise<void>;
  readonly renewal: () => Renewal;
  close(): Promise<void>;
}

/** When everyone was logged out last: when that was asked for, and when it was answered. Milliseconds since 1970. */
interface Renewal {
  readonly askedAt: number;
  readonly answeredAt: number;
}

const TIMEOUT_MS = 3_000;
/** A line that swallowed a question is given up at the deadline; then the breaker asks anew. */
const RECOVERY_MS = TIMEOUT_MS + 2_000;

const PATIENT: Settings = {
  APP_ORIGIN: ORIGIN,
  // Tokens that don't expire meanwhile: then nothing but the blacklist refuses them.
  ACCESS_TOKEN_SECONDS: "86400",
  REFRESH_GRACE_SECONDS: "30",
  // Long enough for a machine that is busy making all this load.
  BLACKLIST_TIMEOUT_MS: String(TIMEOUT_MS),
  // Guessers reach it, and people who can't remember whether they changed their password don't.
  LOGIN_ATTEMPTS: "1000",
  // Hostile callers have addresses of their own.
  TRUSTED_PROXY_HOPS: "1",
};

export async function openArena(kind: StoreKind): Promise<Arena> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-soak-"));
  const redis = await startManagedRedis();
  const line = await openLine(kind, redis);
  const checker = createChecker(RECOVERY_MS);
  const build = process.env.CURFEW_BUILD_DIR;
  const settings = { ...PATIENT, ...line.settings, DATA_DIR: folder };
  const start = (more: Settings = {}, program: { readonly program?: string } = {}) =>
    startProcess({ ...settings, ...more }, { ...program, hear: checker.hear });
  const steady = await (build === undefined ? start() : start({ CURFEW_BUILD_DIR: build }, { program: SERVER }));
  const late = await start({ BLACKLIST_MAX_STALENESS_MS: String(STALENESS_MS) });
  let frail = await start();
  let renewal: Renewal = { askedAt: 0, answeredAt: 0 };
  const admin = await createAdmin(steady, line.settings.DATABASE_URL ?? null, folder);

  return {
    ...{ checker, redis, steady, late, faults: line.faults, heal: line.heal },
    frail: () => frail,
    hasPages: build !== undefined,
    async replaceFrail() {
      await frail.kill();
      frail = await start();
    },
    renewal: () => renewal,
    async endEverything() {
      const askedAt = Date.now();
      renewal = { askedAt, answeredAt: Number.POSITIVE_INFINITY };
      await endEverything(steady, admin);
      renewal = { askedAt, answeredAt: Date.now() };
    },
    async close() {
      await Promise.all([steady, late, frail].map((app) => app.kill()));
      await line.close();
      await redis.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function createAdmin(at: AppProcess, url: string | null, directory: string): Promise<Person> {
  const admin = newPerson();
  expect((await askToSignUp(at, admin)).status).toBe(200);
  const { users, close } = createDatabase({ url, directory });
  expect(await users.grantAdmin(admin.email)).toBe(true);
  await close();
  return admin;
}

async function endEverything(at: AppProcess, admin: Person): Promise<void> {
  const { accessToken } = await logIn(at, admin);
  const answer = await call(at, "admin.endEverything", { input: null, headers: bearer(accessToken) });
  expect(answer.status).toBe(200);
}
