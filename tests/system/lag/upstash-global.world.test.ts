import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { startLaggingReplica, startRedis } from "@curfew/testing/redis-server";
import { startUpstashGlobal } from "@curfew/testing/upstash-global";
import { createUpstashLocal } from "@curfew/upstash-local";
import { takeTime } from "@curfew/web/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { type App, startApp } from "../restore/app.ts";
import { temporaryFolder } from "../restore/place.ts";
import { logIn, logOut, outcome, refresh, signUp, tokensOf, use } from "../support/person.ts";

takeTime();

/** What another process revoked is in force after so long, or sooner, when the read region has it. */
const NOTICED_MS = 1_000;
/** What the answers may take on a busy machine. */
const SLACK_MS = 700;

const ROUNDS = 5;

/** A database of Upstash whose reads are behind its writes, as the client's own address of it. */
async function laggingDatabase(lagMs: number): Promise<Readonly<Record<string, string>>> {
  const token = randomUUID();
  const primary = await startRedis();
  onTestFinished(() => primary.stop());
  const replica = await startLaggingReplica(primary);
  onTestFinished(() => replica.stop());
  replica.setLag(lagMs);
  const [front, region] = await Promise.all(
    [primary.url, replica.server.url].map((redisUrl) => createUpstashLocal({ redisUrl, token })),
  );
  onTestFinished(() => Promise.all([front?.close(), region?.close()]).then(() => {}));
  const database = await startUpstashGlobal({
    primary: front?.url ?? "",
    copy: region?.url ?? "",
    lagMs: () => lagMs,
  });
  onTestFinished(() => database.close());
  return { UPSTASH_REDIS_REST_URL: database.url, UPSTASH_REDIS_REST_TOKEN: token };
}

async function twoApps(lagMs: number): Promise<readonly [App, App]> {
  const settings = { DATA_DIR: temporaryFolder(), BLACKLIST_TIMEOUT_MS: "10000", ...(await laggingDatabase(lagMs)) };
  return [await startApp(settings), await startApp(settings)];
}

/** Asks until a token is refused. Resolves with how long it was accepted, milliseconds. */
async function acceptedFor(at: App, accessToken: string): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const askedAt = performance.now();
    const fate = await use(at, accessToken);
    if (fate === "token_revoked") return askedAt - startedAt;
    expect(fate).toBe("live");
    expect(askedAt - startedAt).toBeLessThan(20_000);
    await sleep(5);
  }
}

async function warningFigure({ address }: App, kind: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(new RegExp(`^curfew_warning\\{kind="${kind}"\\} (\\d+)$`, "m").exec(text)?.[1]);
}

describe.each([50, 2_000])("An app on Upstash Global whose reads lag by %i ms", (lagMs) => {
  test("logs nobody out, refuses no login, and what was revoked is refused", async () => {
    const [here, there] = await twoApps(lagMs);
    const person = await signUp(here);
    let stays = await logIn(here, person);
    for (let round = 0; round < ROUNDS; round += 1) {
      const [one, other] = round % 2 === 0 ? [here, there] : [there, here];
      const [anew, ended] = [await logIn(one, person), await logIn(one, person)];
      for (const at of [one, other]) {
        for (const { accessToken } of [stays, anew]) expect(await use(at, accessToken)).toBe("live");
      }
      stays = tokensOf(await refresh(other, stays.refreshToken));
      expect(outcome(await logOut(one, ended.accessToken))).toBe("live");
      expect(await use(one, ended.accessToken)).toBe("token_revoked");
      expect(await acceptedFor(other, ended.accessToken)).toBeLessThan(Math.min(NOTICED_MS, lagMs) + SLACK_MS);
    }
    for (const at of [here, there]) expect([at.recoveries(), await at.events()]).toEqual([0, []]);
  });
});

test("An app that meets reads which lag says so to operators", async () => {
  const [here, there] = await twoApps(2_000);
  const { accessToken } = await logIn(here, await signUp(here));
  expect(await use(there, accessToken)).toBe("live");
  expect(outcome(await logOut(here, accessToken))).toBe("live");
  await acceptedFor(there, accessToken);
  expect(await there.warnings()).toMatch(/^Reads of the blacklist \(upstash\) lag behind its writes/m);
  expect(await warningFigure(there, "reads_lag")).toBe(1);
  expect(there.log()).toContain("blacklist_lagging");
  expect((await fetch(`${there.address}/readyz`)).status).toBe(200);
});
