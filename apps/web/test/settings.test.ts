import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeySet } from "@curfew/auth";
import { expect, onTestFinished, test } from "vitest";
import { report } from "../src/server/settings/report.ts";
import { readSettings } from "../src/server/settings/settings.ts";

async function settings(environment: Record<string, string>) {
  const result = readSettings(environment);
  if (!result.ok) throw new Error(report(result.problems));
  return result.settings;
}

/** The variables complained of, each once. */
async function complaints(environment: Record<string, string>): Promise<string[]> {
  const result = readSettings(environment);
  return result.ok ? [] : [...new Set(result.problems.flatMap(({ variables }) => variables))];
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "curfew-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const KEYS = JSON.stringify(await generateKeySet());

test("without settings everything is embedded, on the loopback origin", async () => {
  expect(await settings({})).toEqual({
    port: 3000,
    origin: "http://localhost:3000",
    dataDirectory: join(process.cwd(), ".data"),
    databaseUrl: null,
    blacklist: { kind: "sqlite" },
    keySet: null,
    lifetimes: {
      accessSeconds: 600,
      refreshSeconds: 1_209_600,
      sessionSeconds: 7_776_000,
      toleranceSeconds: 5,
      graceSeconds: 10,
    },
    blacklistTimeoutMs: 800,
    blacklistMaxStalenessMs: 0,
    loginAttempts: 10,
    loginWindowSeconds: 300,
    trustedProxyHops: 0,
    auditDays: 90,
  });
});

test("an empty variable counts as unset", async () => {
  const empty = {
    PORT: "",
    REDIS_URL: "",
    APP_ORIGIN: "",
    DATA_DIR: "",
    UPSTASH_REDIS_REST_URL: "",
    AUTH_SIGNING_KEYS: "",
  };
  expect(await settings(empty)).toEqual(await settings({}));
});

test("the origin follows the port", async () => {
  expect((await settings({ PORT: "4000" })).origin).toBe("http://localhost:4000");
});

test("stores and databases elsewhere are taken as they are given", async () => {
  const redis = await settings({
    REDIS_URL: "rediss://user:word@cache.example:6380/2",
    DATABASE_URL: "postgres://db.example/curfew",
  });
  expect(redis.blacklist).toEqual({ kind: "redis", url: "rediss://user:word@cache.example:6380/2" });
  expect(redis.databaseUrl).toBe("postgres://db.example/curfew");
  const upstash = await settings({
    UPSTASH_REDIS_REST_URL: "https://eu.upstash.example",
    UPSTASH_REDIS_REST_TOKEN: "word",
  });
  expect(upstash.blacklist).toEqual({ kind: "upstash", url: "https://eu.upstash.example", token: "word" });
});

test.for([
  { PORT: "0" },
  { PORT: "65536" },
  { PORT: "80.5" },
  { PORT: "0x50" },
  { PORT: " 80" },
  { PORT: "1e3" },
  { ACCESS_TOKEN_SECONDS: "0" },
  { ACCESS_TOKEN_SECONDS: "-1" },
  { ACCESS_TOKEN_SECONDS: "15m" },
  { ACCESS_TOKEN_SECONDS: "86401" },
  { REFRESH_TOKEN_SECONDS: "NaN" },
  { SESSION_SECONDS: "Infinity" },
  { CLOCK_TOLERANCE_SECONDS: "61" },
  { REFRESH_GRACE_SECONDS: "31" },
  { BLACKLIST_TIMEOUT_MS: "0" },
  { BLACKLIST_MAX_STALENESS_MS: "-1" },
  { LOGIN_ATTEMPTS: "0" },
  { LOGIN_WINDOW_SECONDS: "٣" },
  { TRUSTED_PROXY_HOPS: "true" },
  { AUDIT_DAYS: "0" },
  { DATABASE_URL: "mysql://db.example/curfew" },
  { DATABASE_URL: "not a url" },
  { REDIS_URL: "http://cache.example" },
  { REDIS_URL: "localhost:6379" },
  { REDIS_URL: "redis://cache.example/first" },
  { APP_ORIGIN: "https://app.example/path", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "https://user@app.example", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "https://app.example?query", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "app.example", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "http://app.example", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "http://127.0.0.1.example", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "ftp://localhost", AUTH_SIGNING_KEYS: KEYS },
  { DATA_DIR: "/dev/null" },
  { DATA_DIR: "/dev/null/below" },
])("a bad value is refused by its name: %o", async (environment) => {
  expect(await complaints(environment)).toEqual([Object.keys(environment)[0]]);
});

test.for([
  "https://app.example",
  "https://app.example:8443",
  "http://localhost:81",
  "http://127.0.0.2",
  "http://[::1]:3000",
])("an origin on https or on the loopback is taken: %s", async (origin) => {
  expect((await settings({ APP_ORIGIN: origin, AUTH_SIGNING_KEYS: KEYS })).origin).toBe(origin);
});

test("Upstash needs its address and its token", async () => {
  const both = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"];
  expect(await complaints({ UPSTASH_REDIS_REST_URL: "https://eu.upstash.example" })).toEqual(both);
  expect(await complaints({ UPSTASH_REDIS_REST_TOKEN: "word" })).toEqual(both);
});

test("there is one blacklist: Redis and Upstash together are refused", async () => {
  const environment = {
    REDIS_URL: "redis://localhost",
    UPSTASH_REDIS_REST_URL: "https://eu.upstash.example",
    UPSTASH_REDIS_REST_TOKEN: "word",
  };
  expect(await complaints(environment)).toEqual(Object.keys(environment));
});

test("off the loopback, keys have to be given", async () => {
  expect(await complaints({ APP_ORIGIN: "https://app.example" })).toEqual(["AUTH_SIGNING_KEYS"]);
});

test.for([
  "{",
  "[]",
  '{"keys":[]}',
  '{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"a","alg":"HS256"}]}',
  KEYS.replace('"d":', '"e":'),
])("keys that can't be used are refused, also on the loopback: %s", async (keys) => {
  expect(await complaints({ AUTH_SIGNING_KEYS: keys })).toEqual(["AUTH_SIGNING_KEYS"]);
});

test("one message names every problem, and no value", async () => {
  const secret = "vEry-5ecret";
  const result = readSettings({
    PORT: secret,
    APP_ORIGIN: `http://${secret}.example`,
    DATABASE_URL: `mysql://u:${secret}@db`,
    REDIS_URL: `http://:${secret}@cache`,
    UPSTASH_REDIS_REST_URL: `ftp://${secret}`,
    AUTH_SIGNING_KEYS: `{"keys":[{"kid":"${secret}","alg":"${secret}","d":"${secret}"}]}`,
    ACCESS_TOKEN_SECONDS: secret,
    DATA_DIR: "/dev/null",
  });
  if (result.ok) throw new Error("they were taken");
  const message = report(result.problems);
  for (const name of [
    "PORT",
    "APP_ORIGIN",
    "DATABASE_URL",
    "REDIS_URL",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
  ]) {
    expect(message).toContain(name);
  }
  for (const name of ["AUTH_SIGNING_KEYS", "ACCESS_TOKEN_SECONDS", "DATA_DIR"]) expect(message).toContain(name);
  expect(message.toLowerCase()).not.toContain(secret.toLowerCase());
});

test("a data folder that doesn't exist yet is fine, one that is a file is not", async () => {
  const folder = temporaryFolder();
  expect((await settings({ DATA_DIR: join(folder, "a", "b") })).dataDirectory).toBe(join(folder, "a", "b"));
  writeFileSync(join(folder, "file"), "");
  expect(await complaints({ DATA_DIR: join(folder, "file") })).toEqual(["DATA_DIR"]);
});
