import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, claimsOf, type Tokens } from "@curfew/testing/client";
import { startRedis } from "@curfew/testing/redis-server";
import { commandsOf } from "./commands.ts";
import { type Call, load } from "./load.ts";

/** What checking a login costs, measured over HTTP: side by side, in one run, each row several times by turns. */
const CONNECTIONS = 8;
const ROUNDS = 3;
const ROUND_MS = 1_000;
const ME = "/api/trpc/account.me";
const BASE = "its reads in tRPC, without the middleware";

const redis = await startRedis();
const folder = await mkdtemp(join(tmpdir(), "curfew-bench-"));
const apps = {
  sqlite: await startApp("sqlite", {}),
  redis: await startApp("redis", { REDIS_URL: redis.url }),
  late: await startApp("late", { REDIS_URL: redis.url, BLACKLIST_MAX_STALENESS_MS: "1000" }),
};
try {
  await printSpeed();
  await printQuestions();
} finally {
  for (const { child } of Object.values(apps)) child.kill();
  await redis.stop();
  await rm(folder, { recursive: true });
}

async function printSpeed(): Promise<void> {
  const { sqlite, redis, late } = apps;
  const { token, user, session } = sqlite;
  const rows = [
    { name: "nothing but HTTP (/healthz)", app: sqlite, call: { path: "/healthz", status: 200 } },
    {
      name: BASE,
      app: sqlite,
      call: { path: `/unchecked/me?input=${encodeURIComponent(JSON.stringify({ user, session }))}`, status: 200 },
    },
    { name: "account.me, SQLite blacklist", app: sqlite, call: { path: ME, token, status: 200 } },
    { name: "account.me, Redis blacklist", app: redis, call: { path: ME, token: redis.token, status: 200 } },
    { name: "account.me, Redis, up to 1 s stale", app: late, call: { path: ME, token: late.token, status: 200 } },
    { name: "account.me, forged token", app: redis, call: { path: ME, token: forged(redis.token), status: 401 } },
  ] as const satisfies readonly { name: string; app: Running; call: Call }[];
  const figures = rows.map(() => [] as Awaited<ReturnType<typeof load>>[]);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [i, { app, call }] of rows.entries()) {
      const figure = await load(app.port, call, CONNECTIONS, ROUND_MS);
      // The first round only warms up.
      if (round > 0) figures[i]?.push(figure);
    }
  }
  console.log(`\nOver HTTP, ${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${ROUND_MS / 1000} s`);
  const middles = figures.map((of) => of.sort((a, b) => a.perSecond - b.perSecond)[Math.floor(ROUNDS / 2)]);
  const base = middles[rows.findIndex(({ name }) => name === BASE)]?.perSecond ?? Number.NaN;
  for (const [i, { name }] of rows.entries()) {
    const { perSecond, medianMs, p99Ms } = middles[i] ?? {
      perSecond: Number.NaN,
      medianMs: Number.NaN,
      p99Ms: Number.NaN,
    };
    const ratio = `× ${(perSecond / base).toFixed(2)}`.padStart(9);
    const columns = [`${perSecond.toFixed(0)} /s`.padStart(10), ms(medianMs), ms(p99Ms), ratio].join("");
    console.log(`  ${name.padEnd(52)}${columns}`);
  }
}

async function printQuestions(): Promise<void> {
  const { port, token } = apps.redis;
  const batch = Array.from({ length: 10 }, () => "account.me").join(",");
  const rows: readonly { name: string; call: Call }[] = [
    { name: "one call", call: { path: ME, token, status: 200 } },
    { name: "ten calls in one request", call: { path: `/api/trpc/${batch}?batch=1&input={}`, token, status: 200 } },
    { name: "a forged token", call: { path: ME, token: forged(token), status: 401 } },
  ];
  console.log("\nQuestions to the blacklist for each request (Redis)");
  for (const { name, call } of rows) {
    const before = await commandsOf(redis.port);
    const { count } = await load(port, call, 1, 500);
    const questions = ((await commandsOf(redis.port)) - before) / count;
    console.log(`  ${name.padEnd(52)}${questions.toFixed(2).padStart(8)}`);
  }
}

type Running = Awaited<ReturnType<typeof startApp>>;

async function startApp(name: string, settings: Record<string, string>) {
  const origin = "http://localhost:1";
  const env = { ...process.env, DATA_DIR: join(folder, name), APP_ORIGIN: origin, LOGIN_ATTEMPTS: "1000", ...settings };
  const child = fork(new URL("./server.ts", import.meta.url), { env });
  const [port] = (await once(child, "message")) as [number];
  const person = { email: "bench@example.com", password: "tidal copper marmalade" };
  const app = { address: `http://localhost:${port}` };
  await call(app, "auth.signup", { input: { ...person, name: "Bench" }, headers: { origin } });
  const { status, data } = await call(app, "auth.token", { input: person });
  if (status !== 200) throw new Error(`auth.token was answered ${status}`);
  const { accessToken: token } = data as Tokens;
  const { sub: user, sid: session } = claimsOf(token);
  return { child, port, token, user, session };
}

/** The same token under another's signature. */
function forged(token: string): string {
  const [header, payload, signature = ""] = token.split(".");
  return [header, payload, signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`].join(".");
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(2)} ms`.padStart(11);
}
