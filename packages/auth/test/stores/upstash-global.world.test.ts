import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type LaggingReplica, type RedisServer, startLaggingReplica, startRedis } from "@curfew/testing/redis-server";
import { startUpstashGlobal, type UpstashGlobal } from "@curfew/testing/upstash-global";
import { createUpstashLocal, type UpstashLocal } from "@curfew/upstash-local";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { StoreEvent } from "../../src/blacklist/store-events.ts";
import { type Auth, createAuth, createKeyRing, generateKeySet } from "../../src/index.ts";
import { openUpstashStore, upstashStore } from "../../src/stores/upstash.ts";
import { journalingWitness } from "../blacklist/journaled.ts";
import { range } from "./conformance/set-up.ts";

// Real servers take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const LAGS_MS = [50, 2_000];
/** A process reads the checkpoint again when its copy is so old. */
const CHECKPOINT_MS = 1_000;
/** So long after a write the region has it for certain, beyond its lag. */
const SETTLE_MS = 400;
/** What an answer may take on a busy machine. */
const SLACK_MS = 700;
const TIMEOUT_MS = 10_000;

const token = randomUUID();
let primary: RedisServer;
let replica: LaggingReplica;
let fronts: UpstashLocal[];
let database: UpstashGlobal;
let lagMs = 0;
beforeAll(async () => {
  primary = await startRedis();
  replica = await startLaggingReplica(primary);
  fronts = await Promise.all(
    [primary.url, replica.server.url].map((redisUrl) => createUpstashLocal({ redisUrl, token })),
  );
  const [front, region] = fronts.map(({ url }) => url);
  database = await startUpstashGlobal({ primary: front ?? "", copy: region ?? "", lagMs: () => lagMs });
});
afterAll(async () => {
  await database.close();
  await Promise.all(fronts.map((front) => front.close()));
  await replica.stop();
  await primary.stop();
});

function setLag(ms: number): void {
  lagMs = ms;
  replica.setLag(ms);
}

interface Process {
  readonly auth: Auth;
  readonly events: readonly StoreEvent["type"][];
}

/**
 * Processes of one service: one database, one signing key, each with a client of its own. `start` makes another, which has
 * seen nothing yet: where processes live for one request, as on serverless hosts, each is like that.
 */
async function processes(maxStalenessMs = 0) {
  const [keys, witness] = [createKeyRing(await generateKeySet()), journalingWitness(() => new Date())];
  const keyPrefix = `{${randomUUID()}}:`;
  const start = (): Process => {
    const events: StoreEvent["type"][] = [];
    const auth = createAuth({
      issuer: "https://curfew.test",
      keys,
      witness,
      maxStalenessMs,
      timeoutMs: TIMEOUT_MS,
      store: upstashStore({ url: database.url, token, keyPrefix }),
      observe: ({ type }) => void events.push(type),
    });
    onTestFinished(() => auth.close());
    return { auth, events };
  };
  const all = [start(), start()] as const;
  // The first start of a store begins a generation.
  for (const { auth } of all) await auth.ready();
  return { here: all[0], there: all[1], start };
}

async function login({ auth }: Process, subject: string = randomUUID()) {
  const session = await auth.createSession(subject);
  return { ...(await auth.issue(session)), session, subject };
}

const LIVE = { ok: true };
const REVOKED = { ok: false, code: "token_revoked" };

/** Asks until a token is refused; for how many milliseconds it was accepted. */
async function acceptedFor({ auth }: Process, text: string): Promise<number> {
  const started = performance.now();
  for (let count = 0; ; count += 1) {
    const askedAt = performance.now();
    const verification = await auth.verify(text);
    if (!verification.ok) {
      expect(verification).toMatchObject(REVOKED);
      return count === 0 ? 0 : askedAt - started;
    }
    if (performance.now() - started > 20_000) throw new Error("still accepted after 20 s");
    await sleep(5);
  }
}

test("a region without lag answers nearly all reads itself", async () => {
  setLag(0);
  const { here, there } = await processes();
  const people = await Promise.all(range(5).map(() => login(here)));
  await sleep(500);
  const before = database.fromCopy;
  for (const { access } of people) expect(await there.auth.verify(access.token)).toMatchObject(LIVE);
  expect(database.fromCopy - before).toBe(people.length);
});

describe.each(LAGS_MS)("where reads lag by %i ms", (ms) => {
  test("nobody is logged out, and no login is refused", async () => {
    setLag(ms);
    const { here, there, start } = await processes();
    const people = await Promise.all(range(5).map(() => login(here)));
    const before = database.fromCopy;
    const short = range(10).map(start);
    for (const [round, process] of short.entries()) {
      people.push(await login(round % 2 === 0 ? here : there));
      await here.auth.revokeSessions([(await login(here)).session]);
      for (const { auth } of [process, there, here]) {
        for (const { access } of people) expect(await auth.verify(access.token)).toMatchObject(LIVE);
      }
    }
    expect(database.fromCopy - before).toBeGreaterThanOrEqual(short.length);
    const events = [here, there, ...short].flatMap((process) => process.events);
    expect(events.filter((type) => type !== "lagging")).toEqual(["reborn"]);
    expect(events).toContain("lagging");
  });

  test("what a process revoked is refused by itself at once", async () => {
    setLag(ms);
    const { here } = await processes();
    for (const _ of range(5)) {
      const [one, two, three] = [await login(here), await login(here), await login(here)];
      await here.auth.revokeSessions([one.session]);
      expect(await here.auth.verify(one.access.token)).toMatchObject(REVOKED);
      await here.auth.revokeSubject(two.subject);
      expect(await here.auth.verify(two.access.token)).toMatchObject(REVOKED);
      expect(await here.auth.verify((await login(here, two.subject)).access.token)).toMatchObject(LIVE);
      const claims = await here.auth.verifySignature(three.access.token);
      if (claims === null) throw new Error("the token is ours");
      await here.auth.revoke(claims);
      expect(await here.auth.verify(three.access.token)).toMatchObject(REVOKED);
    }
  });

  test("what another process revoked is refused a second later, or when the region has it", async () => {
    setLag(ms);
    const { here, there, start } = await processes();
    const { access, session } = await login(here);
    await sleep(ms + SETTLE_MS);
    const before = database.fromCopy;
    expect(await there.auth.verify(access.token)).toMatchObject(LIVE);
    expect(database.fromCopy).toBe(before + 1);
    await here.auth.revokeSessions([session]);
    const [accepted, byNewcomer] = await Promise.all([
      acceptedFor(there, access.token),
      acceptedFor(start(), access.token),
    ]);
    expect(accepted).toBeLessThan(Math.min(CHECKPOINT_MS, ms) + SLACK_MS);
    expect(byNewcomer).toBe(0);
    expect(await there.auth.verify(access.token)).toMatchObject(REVOKED);
  });

  test("who logs in again after all of their sessions ended is let in everywhere", async () => {
    setLag(ms);
    const { here, there } = await processes();
    const { access, subject } = await login(here);
    expect(await there.auth.verify(access.token)).toMatchObject(LIVE);
    await here.auth.revokeSubject(subject);
    const again = await login(there, subject);
    for (const { auth } of [there, here]) expect(await auth.verify(again.access.token)).toMatchObject(LIVE);
    expect(await acceptedFor(there, access.token)).toBeLessThan(Math.min(CHECKPOINT_MS, ms) + SLACK_MS);
  });

  test("after everyone was logged out everyone can log in, and no older token passes", async () => {
    setLag(ms);
    const { here, there } = await processes();
    const { access } = await login(here);
    expect(await there.auth.verify(access.token)).toMatchObject(LIVE);
    await here.auth.revokeAll();
    const again = await login(there);
    for (const { auth } of [there, here]) expect(await auth.verify(again.access.token)).toMatchObject(LIVE);
    expect(await acceptedFor(there, access.token)).toBeLessThan(CHECKPOINT_MS + SLACK_MS);
    expect(await here.auth.verify(access.token)).toMatchObject(REVOKED);
  });

  test("with a bound on staleness nobody is logged out, and what was revoked is refused", async () => {
    setLag(ms);
    const { here, there } = await processes(300);
    const [{ access, session }, other] = [await login(here), await login(there)];
    for (const { auth } of [here, there]) {
      for (const each of [access, other.access]) expect(await auth.verify(each.token)).toMatchObject(LIVE);
    }
    await here.auth.revokeSessions([session]);
    expect(await here.auth.verify(access.token)).toMatchObject(REVOKED);
    expect(await acceptedFor(there, access.token)).toBeLessThan(CHECKPOINT_MS + SLACK_MS);
    for (const { auth } of [here, there]) expect(await auth.verify(other.access.token)).toMatchObject(LIVE);
  });

  test("an operator is warned of the lag", async () => {
    setLag(ms);
    const store = openUpstashStore({ url: database.url, token, timeoutMs: TIMEOUT_MS, logRetentionMs: 60_000 });
    onTestFinished(() => store.close());
    expect(await store.diagnose()).toEqual([expect.stringMatching(/^Reads lag behind writes: .*Use a regional/)]);
  });
});
