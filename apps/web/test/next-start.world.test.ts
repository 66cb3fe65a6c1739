import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { generateKeySet } from "@curfew/auth";
import { type Answer, bearer, call, createBrowser } from "@curfew/testing/client";
import { freePort } from "@curfew/testing/ports";
import { createDatabaseOn, startPostgres } from "@curfew/testing/postgres";
import { startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import { expect, onTestFinished, test } from "vitest";
import { takeTime } from "./support/process.ts";

takeTime();

const WEB = fileURLToPath(new URL("..", import.meta.url));
const NEXT = join(WEB, "node_modules/next/dist/bin/next");
const PERSON = { email: "ann@example.com", password: "a wholly new phrase", name: "Ann" };
/** Longer than anything is kept for, but keys and tokens. */
const FROZEN_MS = 65_000;
/** What a proxy in front says of a client. */
const FORWARDED = { "x-forwarded-for": "198.51.100.7, 203.0.113.9" };

interface NextServer {
  readonly address: string;
  readonly child: ChildProcess;
  /** What it has written so far. */
  written(): string;
}

/** Starts plain `next start`, and resolves when it answers or has ended, if that `isAwaited`. Needs a build, named by `CURFEW_BUILD_DIR`. */
async function nextStart(settings: Readonly<Record<string, string>>, { isAwaited = true } = {}): Promise<NextServer> {
  const port = await freePort();
  const { PATH = "", CURFEW_BUILD_DIR = "" } = process.env;
  const env = {
    NODE_ENV: "production",
    PATH,
    CURFEW_BUILD_DIR,
    APP_ORIGIN: "http://localhost:3000",
    ...settings,
  } as const;
  const child = spawn(process.execPath, [NEXT, "start", "-p", String(port)], { cwd: WEB, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  const address = `http://localhost:${port}`;
  const answers = () =>
    fetch(`${address}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  const isThere = async () => child.exitCode !== null || (await answers());
  if (isAwaited) await expect.poll(isThere, { timeout: 60_000 }).toBe(true);
  return { address, child, written: () => text };
}

/** Settings that keep everything in a folder of this test's. */
async function embedded(): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-next-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return { DATA_DIR: folder, TRUSTED_PROXY_HOPS: "1" };
}

/** Settings of a serverless host: Upstash's protocol, a hosted Postgres, keys from outside. */
async function hosted(): Promise<Record<string, string>> {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  const upstash = await createUpstashLocal({ redisUrl: redis.url, token: randomUUID() });
  onTestFinished(async () => {
    await upstash.close();
    await Promise.all([redis.stop(), postgres.stop()]);
  });
  return {
    UPSTASH_REDIS_REST_URL: upstash.url,
    UPSTASH_REDIS_REST_TOKEN: upstash.token,
    DATABASE_URL: await createDatabaseOn(postgres.url),
    AUTH_SIGNING_KEYS: JSON.stringify(await generateKeySet()),
    TRUSTED_PROXY_HOPS: "1",
  };
}

/** A page, as the browser's cookies show it. */
async function page(
  { address }: NextServer,
  browser: ReturnType<typeof createBrowser>,
  path: string,
  init: RequestInit = {},
) {
  const { accessToken, refreshToken } = browser.tokens();
  const cookie = `access_token=${accessToken}; refresh_token=${refreshToken}`;
  const headers = { cookie, origin: "http://localhost:3000", ...FORWARDED };
  return fetch(address + path, { redirect: "manual", ...init, headers });
}

test("Plain next start refuses to trust no proxy, by name and with exit code 1", async () => {
  const { child, written } = await nextStart({
    ...(await embedded()),
    TRUSTED_PROXY_HOPS: "0",
    LOGIN_ATTEMPTS: "none",
  });
  expect(child.exitCode).toBe(1);
  expect(written()).toMatch(
    /Curfew can't start with these settings:\n(.*\n)* {2}TRUSTED_PROXY_HOPS: must be 1 or more/,
  );
  expect(written()).toContain("LOGIN_ATTEMPTS");
});

test("Plain next start serves pages and procedures, and logs the forwarded address", async () => {
  const server = await nextStart(await embedded());
  const browser = createBrowser();
  expect((await browser.mutate(server, "auth.signup", PERSON)).status).toBe(200);
  const dashboard = await page(server, browser, "/dashboard");
  expect(dashboard.status).toBe(200);
  const [, nonce] = /'nonce-([^']+)'/.exec(dashboard.headers.get("content-security-policy") ?? "") ?? [];
  expect(await dashboard.text()).toContain(`nonce="${nonce}"`);
  expect((await page(server, browser, "/admin")).status).toBe(403);
  expect((await page(server, browser, "/nowhere")).status).toBe(404);
  expect((await page(server, browser, "/logout")).status).toBe(405);
  expect(server.written()).toContain('"address":"203.0.113.9"');

  const logout = await page(server, browser, "/logout", { method: "POST" });
  expect([logout.status, logout.headers.get("location")]).toEqual([303, "/login"]);
  expect(logout.headers.getSetCookie()).toHaveLength(2);
  const after = await page(server, browser, "/dashboard?tab=1");
  expect([after.status, after.headers.get("location")]).toEqual([307, "/login?next=%2Fdashboard%3Ftab%3D1"]);
});

test("Under plain next start an outage is a 503, of pages, procedures and a logout", async () => {
  const redis = await startRedis();
  const server = await nextStart({ ...(await embedded()), REDIS_URL: redis.url });
  const browser = createBrowser();
  await browser.mutate(server, "auth.signup", PERSON);
  await redis.kill();
  onTestFinished(() => redis.stop());
  for (const answer of [
    await page(server, browser, "/dashboard"),
    await page(server, browser, "/logout", { method: "POST" }),
  ]) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).not.toBeNull();
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).toMatch(/Temporarily unavailable|may still be logged in/);
  }
  expect(await browser.query(server, "account.me")).toMatchObject({ status: 503, reason: "blacklist_unavailable" });
});

test("Processes that are frozen, killed and started anew keep a logout", async () => {
  const settings = await hosted();
  const [one, other] = [await nextStart(settings), await nextStart(settings)];
  const browser = createBrowser();
  expect((await browser.mutate(one, "auth.signup", PERSON)).status).toBe(200);
  const stolen = browser.tokens().accessToken;
  expect((await page(other, browser, "/dashboard")).status).toBe(200);

  other.child.kill("SIGSTOP");
  expect((await browser.mutate(one, "auth.logout")).status).toBe(200);
  one.child.kill("SIGKILL");
  await once(one.child, "exit");
  other.child.kill("SIGCONT");
  const cold = await nextStart(settings);
  for (const server of [other, cold]) {
    const headers = { authorization: `Bearer ${stolen}` };
    const answer = await fetch(`${server.address}/api/trpc/account.me`, { headers });
    expect([answer.status, (await answer.text()).includes("token_revoked")]).toEqual([401, true]);
    expect((await fetch(`${server.address}/dashboard`, { headers, redirect: "manual" })).status).toBe(307);
  }
});

test("A process that was frozen for more than a minute keeps a logout, its connections gone", async () => {
  const settings = await hosted();
  // The server hangs up while the process is frozen, as hosts' servers and their networks do.
  const DATABASE_URL = `${settings.DATABASE_URL}?options=-c%20idle_session_timeout%3D5s`;
  const [one, other] = [await nextStart(settings), await nextStart({ ...settings, DATABASE_URL })];
  const [leaver, stayer] = [createBrowser(), createBrowser()];
  expect((await leaver.mutate(one, "auth.signup", PERSON)).status).toBe(200);
  expect((await stayer.mutate(one, "auth.signup", { ...PERSON, email: "bob@example.com" })).status).toBe(200);
  for (const browser of [leaver, stayer]) expect((await page(other, browser, "/dashboard")).status).toBe(200);
  const stolen = bearer(leaver.tokens().accessToken);

  other.child.kill("SIGSTOP");
  expect((await leaver.mutate(one, "auth.logout")).status).toBe(200);
  await sleep(FROZEN_MS);
  other.child.kill("SIGCONT");
  expect(await call(other, "account.me", { headers: stolen })).toMatchObject({ status: 401, reason: "token_revoked" });
  expect((await page(other, stayer, "/dashboard")).status).toBe(200);
  expect((await stayer.mutate(other, "auth.refresh")).status).toBe(200);
});

test("A cold start under load refuses what is revoked, and nobody else", async () => {
  const settings = await hosted();
  const one = await nextStart(settings);
  const [leaver, stayer] = [createBrowser(), createBrowser()];
  expect((await leaver.mutate(one, "auth.signup", PERSON)).status).toBe(200);
  expect((await stayer.mutate(one, "auth.signup", { ...PERSON, email: "bob@example.com" })).status).toBe(200);
  const [stolen, live] = [bearer(leaver.tokens().accessToken), bearer(stayer.tokens().accessToken)];
  expect((await leaver.mutate(one, "auth.logout")).status).toBe(200);
  one.child.kill("SIGKILL");

  const cold = await nextStart(settings, { isAwaited: false });
  const crowd = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? stolen : live));
  const answers = await Promise.all(crowd.map((headers) => untilAnswered(() => call(cold, "account.me", { headers }))));
  const statusesOf = (whose: typeof live) =>
    new Set(answers.flatMap(({ status }, i) => (crowd[i] === whose ? status : [])));
  expect(statusesOf(stolen)).toEqual(new Set([401]));
  expect(statusesOf(live)).toEqual(new Set([200]));
});

/** Asks until something listens, and while the answer is that a dependency can't be asked yet. */
async function untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask().catch(() => null);
    if (answer !== null && answer.status !== 503) return answer;
    await sleep(50);
  }
}
