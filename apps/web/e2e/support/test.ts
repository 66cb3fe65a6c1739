import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeySet } from "@curfew/auth";
import { logIn, type Person, type SessionFixtures, sessionFixtures, testEnvironment } from "@curfew/testing/people";
import { createDatabaseOn, startPostgres } from "@curfew/testing/postgres";
import { startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { type App, startApp } from "./app.ts";
import { startNextApp, startServerlessApp } from "./next-app.ts";

export { expect } from "@playwright/test";

export interface Stores {
  /** What the worker's app keeps its blacklist in; `hosted`: Upstash's protocol and Postgres, with keys from outside. */
  readonly store: "embedded" | "upstash" | "hosted";
  /** What the worker's app is served by: our own server, plain `next start` behind a proxy, or short-lived processes. */
  readonly way: "server" | "next" | "serverless";
}

const STARTS = { server: startApp, next: startNextApp, serverless: startServerlessApp };

interface WorkerThings extends Stores {
  readonly app: App;
  /** Another one, whose access tokens live for five seconds. Tests that share it have people of their own. */
  readonly hasty: App;
}

interface TestThings extends SessionFixtures {
  /** Starts another app in this test, with a folder of its own unless one is given; it ends with the test. */
  readonly start: (settings?: Readonly<Record<string, string>>) => Promise<App>;
  /** A folder that is there for this test. */
  readonly folder: string;
  /** Opens another browser, in which somebody is logged in; it closes with the test. */
  readonly elsewhere: (person: Person, userAgent?: string) => Promise<BrowserContext>;
}

/** Settings under which an access token is over while a test waits for it. */
export const HASTY = { ACCESS_TOKEN_SECONDS: "5", CLOCK_TOLERANCE_SECONDS: "0" } as const;

/** What Chromium says of whatever it fetches while a test has taken it offline. */
const OFFLINE = "net::ERR_INTERNET_DISCONNECTED";

export const test = base.extend<TestThings & { quiet: undefined }, WorkerThings>({
  store: ["embedded", { option: true, scope: "worker" }],
  way: ["server", { option: true, scope: "worker" }],

  app: [
    async ({ store, way }, use) => {
      const folder = await temporaryFolder();
      const { settings, close } = await storeFor(store);
      const app = await STARTS[way]({ DATA_DIR: folder, ...testEnvironment, ...settings });
      await use(app);
      await app.end();
      await close();
      await rm(folder, { recursive: true });
    },
    { scope: "worker" },
  ],

  hasty: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const folder = await temporaryFolder();
      const app = await startApp({ DATA_DIR: folder, ...testEnvironment, ...HASTY });
      await use(app);
      await app.end();
      await rm(folder, { recursive: true });
    },
    { scope: "worker" },
  ],

  baseURL: async ({ app }, use) => use(app.address),

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  folder: async ({}, use) => {
    const folder = await temporaryFolder();
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },

  start: async ({ folder }, use) => {
    const started: App[] = [];
    await use(async (settings = {}) => {
      const app = await startApp({ DATA_DIR: folder, ...testEnvironment, ...settings });
      started.push(app);
      return app;
    });
    await Promise.all(started.map((app) => app.end()));
  },

  ...sessionFixtures,

  operate: async ({ app }, use) => use(app.operate),

  elsewhere: async ({ browser, app }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (person, userAgent) => {
      const other = await browser.newContext({ baseURL: app.address, ...(userAgent && { userAgent }) });
      opened.push(other);
      await logIn(other.request, app.address, person);
      return other;
    });
    await Promise.all(opened.map((other) => other.close()));
  },

  quiet: [
    // With `start`, so that this looks before the apps are gone.
    async ({ context, start: _start }, use) => {
      const complaints: string[] = [];
      context.on("weberror", (error) => complaints.push(String(error.error())));
      context.on("console", (message) => {
        const isOurDoing = isAnswer(message.location().url, message.page()) || message.text().includes(OFFLINE);
        if (["error", "warning"].includes(message.type()) && !isOurDoing) {
          complaints.push(`${message.text()} (${message.location().url})`);
        }
      });
      await use(undefined);
      expect(complaints, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

/** Chromium writes every answer above 399 into the console; those of the api, of readiness and of the page are meant. */
function isAnswer(url: string, page: Page | null): boolean {
  const { pathname } = new URL(url, "http://none");
  return pathname.startsWith("/api/") || pathname === "/readyz" || url === page?.url();
}

async function storeFor(store: Stores["store"]) {
  if (store === "embedded") return { settings: {}, close: async () => {} };
  const redis = await startRedis();
  const upstash = await createUpstashLocal({ redisUrl: redis.url, token: randomUUID() });
  const database = store === "hosted" ? await hostedDatabase() : null;
  return {
    settings: {
      ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
      ...database?.settings,
    },
    async close() {
      await upstash.close();
      await redis.stop();
      await database?.close();
    },
  };
}

async function hostedDatabase() {
  const postgres = await startPostgres();
  const keys = JSON.stringify(await generateKeySet());
  return {
    settings: { DATABASE_URL: await createDatabaseOn(postgres.url), AUTH_SIGNING_KEYS: keys },
    close: () => postgres.stop(),
  };
}

function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "curfew-e2e-"));
}
