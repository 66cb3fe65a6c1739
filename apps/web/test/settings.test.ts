import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeySet } from "@curfew/auth";
import { openRedisStore } from "@curfew/auth/stores/redis";
import { expect, onTestFinished, test } from "vitest";
import { VARIABLES } from "../src/backend/config/mistyped.ts";
import { report } from "../src/backend/config/report.ts";
import { readSettings } from "../src/backend/config/settings.ts";

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
    needsDataDirectory: true,
    databaseUrl: null,
    databasePoolSize: 10,
    migrateOnStart: true,
    blacklist: { kind: "sqlite" },
    keyPrefix: "{curfew}:",
    keySet: null,
    keyLeadSeconds: 600,
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
    corsOrigins: [],
    cookiePrefix: null,
    shutdownDelaySeconds: 0,
    metricsPort: null,
    metricsToken: null,
    warnings: [],
  });
});

test("an empty variable counts as unset", async () => {
  const empty = {
    ...{ PORT: "", APP_ORIGIN: "", DATA_DIR: "", CORS_ORIGINS: "", COOKIE_PREFIX: "" },
    ...{ METRICS_PORT: "", MIGRATE_ON_START: "", KEY_LEAD_SECONDS: "" },
  };
  expect(await settings(empty)).toEqual(await settings({}));
});

test.for([
  ...["DATABASE_URL", "REDIS_URL", "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "AUTH_SIGNING_KEYS"],
  ...["METRICS_TOKEN", "KEY_PREFIX", "DATABASE_URL_FILE", "REDIS_URL_FILE", "AUTH_SIGNING_KEYS_FILE"],
])("an empty %s is a bad setting", async (name) => {
  expect(await complaints({ [name]: "" })).toContain(name);
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
  { DATABASE_URL: "postgres://db.example:0/curfew" },
  { REDIS_URL: "http://cache.example" },
  { REDIS_URL: "localhost:6379" },
  { REDIS_URL: "redis://cache.example/first" },
  { REDIS_URL: "redis://cache.example:0" },
  { REDIS_URL: "redis-cluster://a.example,,b.example" },
  { REDIS_URL: "redis-cluster://a.example:0" },
  { REDIS_URL: "redis-cluster://a.example/1" },
  { REDIS_URL: "rediss-cluster://" },
  { REDIS_URL: "rediss-cluster://ann:a@b:c@a.example" },
  { REDIS_URL: "redis-sentinel://a.example:26379" },
  { REDIS_URL: "redis-sentinel://a.example:26379/first?sentinelMasterId=main" },
  { REDIS_URL: "redis-sentinel://a.example?sentinelMasterId=" },
  { REDIS_URL: "rediss-sentinel://a.example?sentinelMasterId=main&tls=false" },
  { REDIS_URL: "redis-ring://a.example" },
  { REDIS_URL: "redis://a.example?sslrootcert=/dev/null" },
  { REDIS_URL: "rediss://a.example?sslrootcert=/nowhere/ca.pem" },
  { REDIS_URL: "rediss-cluster://a.example?sslcert=/dev/null" },
  { REDIS_URL: "rediss://a.example?tls=false" },
  { APP_ORIGIN: "https://app.example/path", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "https://user@app.example", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "https://app.example?query", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "app.example", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "http://app.example", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "http://127.0.0.1.example", AUTH_SIGNING_KEYS: KEYS },
  { APP_ORIGIN: "ftp://localhost", AUTH_SIGNING_KEYS: KEYS },
  { DATABASE_POOL_SIZE: "0" },
  { KEY_LEAD_SECONDS: "86401" },
  { SHUTDOWN_DELAY_SECONDS: "-1" },
  { METRICS_PORT: "metrics" },
  { METRICS_TOKEN: "two words" },
  { MIGRATE_ON_START: "no" },
  { MIGRATE_ON_START: "False" },
  { KEY_PREFIX: "curfew:" },
  { KEY_PREFIX: "{}curfew:" },
  { KEY_PREFIX: "{}{curfew}:" },
  { KEY_PREFIX: "}{curfew" },
  { KEY_PREFIX: "{curfew}*" },
  { CORS_ORIGINS: "*" },
  { CORS_ORIGINS: "null" },
  { CORS_ORIGINS: "https://*.example" },
  { CORS_ORIGINS: "https://a.example,http://b.example" },
  { CORS_ORIGINS: "https://a.example/path" },
  { CORS_ORIGINS: "https://a.example," },
  { COOKIE_PREFIX: "__Host-" },
  { COOKIE_PREFIX: "a b" },
  { COOKIE_PREFIX: "a=b" },
  { COOKIE_PREFIX: "x".repeat(33) },
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

const ALL_CHARACTERS = String.fromCodePoint(...Array.from({ length: 255 }, (_, index) => index + 1), 0x20ac, 0x1f511);

test.for([
  ...["redis://:PASSWORD@a.example", "rediss://ann:PASSWORD@a.example:1/2", "redis-cluster://:PASSWORD@a,b:7000"],
  "redis-sentinel://:PASSWORD@a,b/1?sentinelMasterId=one",
])("a password of any characters is taken, from a file too: %s", async (form) => {
  const file = join(temporaryFolder(), "redis-url");
  for (const password of [ALL_CHARACTERS, "%", "%25", "$&", " ", ...ALL_CHARACTERS]) {
    const url = form.replace("PASSWORD", () => encodeURIComponent(password));
    writeFileSync(file, `${url}\n`);
    for (const environment of [{ REDIS_URL: url }, { REDIS_URL_FILE: file }]) {
      expect((await settings(environment)).blacklist).toEqual({ kind: "redis", url });
    }
  }
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

test("a missing data folder is fine, a file in its place isn't", async () => {
  const folder = temporaryFolder();
  expect((await settings({ DATA_DIR: join(folder, "a", "b") })).dataDirectory).toBe(join(folder, "a", "b"));
  writeFileSync(join(folder, "file"), "");
  expect(await complaints({ DATA_DIR: join(folder, "file") })).toEqual(["DATA_DIR"]);
});

test("the data folder isn't looked at where nothing is kept in it", async () => {
  const elsewhere = {
    ...{ DATABASE_URL: "postgres://db.example/curfew", REDIS_URL: "redis://cache.example" },
    ...{ AUTH_SIGNING_KEYS: KEYS, DATA_DIR: "/dev/null" },
  };
  expect((await settings(elsewhere)).needsDataDirectory).toBe(false);
  for (const name of ["DATABASE_URL", "REDIS_URL", "AUTH_SIGNING_KEYS"]) {
    const others = Object.entries(elsewhere).filter(([each]) => each !== name);
    expect(await complaints(Object.fromEntries(others))).toEqual(["DATA_DIR"]);
  }
});

test("origins, prefixes and flags are taken as they are meant", async () => {
  const taken = await settings({
    CORS_ORIGINS: "https://a.example, http://localhost:5173,https://a.example,http://[::1]",
    ...{ COOKIE_PREFIX: "app_2-", KEY_PREFIX: "staging:{2}:", MIGRATE_ON_START: "false", KEY_LEAD_SECONDS: "0" },
    ...{ METRICS_PORT: "9464", METRICS_TOKEN: "word", DATABASE_POOL_SIZE: "3", SHUTDOWN_DELAY_SECONDS: "15" },
  });
  expect(taken).toMatchObject({
    corsOrigins: ["https://a.example", "http://localhost:5173", "http://[::1]"],
    ...{ cookiePrefix: "app_2-", keyPrefix: "staging:{2}:", migrateOnStart: false, keyLeadSeconds: 0 },
    ...{ metricsPort: 9464, metricsToken: "word", databasePoolSize: 3, shutdownDelaySeconds: 15 },
  });
});

test("figures need a port of their own", async () => {
  expect(await complaints({ METRICS_PORT: "3000" })).toEqual(["PORT", "METRICS_PORT"]);
});

test.for([
  "redis-cluster://a.example",
  "redis-cluster://ann:p%40ss@a.example:7000,10.0.0.1,[2001:db8::1]:7001",
  "rediss-cluster://:word@a.example,b.example",
  "redis-sentinel://a.example:26379,b.example:26379/0?sentinelMasterId=main",
  "rediss-sentinel://a.example?sentinelMasterId=my-main.1",
])("an address of several servers is taken, by the driver too: %s", async (REDIS_URL) => {
  const { blacklist } = await settings({ REDIS_URL });
  expect(blacklist).toEqual({ kind: "redis", url: REDIS_URL });
  expect(openRedisStore({ url: REDIS_URL, timeoutMs: 1, logRetentionMs: 1 }).connections()).toBe(0);
});

function secretFile(content: string): string {
  const path = join(temporaryFolder(), "secret");
  writeFileSync(path, content);
  return path;
}

test.for(["", "\n", "\r\n"])("a secret is read from a file, without its last newline: %j", async (end) => {
  const taken = await settings({
    DATABASE_URL_FILE: secretFile(`postgres://db.example/curfew${end}`),
    UPSTASH_REDIS_REST_URL: "https://eu.upstash.example",
    UPSTASH_REDIS_REST_TOKEN_FILE: secretFile(`word${end}`),
    AUTH_SIGNING_KEYS_FILE: secretFile(`${KEYS}${end}`),
    METRICS_TOKEN_FILE: secretFile(`other${end}`),
  });
  expect(taken).toMatchObject({
    ...{ databaseUrl: "postgres://db.example/curfew", metricsToken: "other", keySet: JSON.parse(KEYS) },
    blacklist: { kind: "upstash", token: "word" },
  });
  expect((await settings({ REDIS_URL_FILE: secretFile(`redis://cache.example${end}`) })).blacklist).toEqual({
    ...{ kind: "redis", url: "redis://cache.example" },
  });
});

test("a bad, empty or doubled secret file is refused by name", async () => {
  expect(await complaints({ REDIS_URL_FILE: "/nowhere/redis-url" })).toEqual(["REDIS_URL_FILE"]);
  expect(await complaints({ REDIS_URL_FILE: temporaryFolder() })).toEqual(["REDIS_URL_FILE"]);
  expect(await complaints({ REDIS_URL_FILE: secretFile("\n") })).toEqual(["REDIS_URL_FILE"]);
  expect(await complaints({ METRICS_TOKEN_FILE: secretFile("word\n\n") })).toEqual(["METRICS_TOKEN_FILE"]);
  expect(await complaints({ AUTH_SIGNING_KEYS_FILE: secretFile("{}") })).toEqual(["AUTH_SIGNING_KEYS_FILE"]);
  const both = { REDIS_URL: "redis://a.example", REDIS_URL_FILE: secretFile("redis://a.example") };
  expect(await complaints(both)).toEqual(["REDIS_URL", "REDIS_URL_FILE"]);
});

test.for([
  ["REDIS_URI", "REDIS_URL"],
  ["DATABASE_UR", "DATABASE_URL"],
  ["DATABSE_URL", "DATABASE_URL"],
  ["REDIS_ULR", "REDIS_URL"],
  ["redis_url", "REDIS_URL"],
  ["CURFEW_APP_ORIGIN", "APP_ORIGIN"],
  ["APP_ORIGINS", "APP_ORIGIN"],
  ["AUTH_SIGNING_KEY", "AUTH_SIGNING_KEYS"],
  ["REDIS_URL_FIL", "REDIS_URL_FILE"],
  ["APP_ORIGIN_FILE", "APP_ORIGIN"],
  ["METRICS_PORT_FILE", "METRICS_PORT"],
  ["BLACKLIST_TIMEOUT", "BLACKLIST_TIMEOUT_MS"],
  ["SHUTDOWN_DELAY_MS", "SHUTDOWN_DELAY_SECONDS"],
  ["ACCESS_TOKEN_MINUTES", "ACCESS_TOKEN_SECONDS"],
] as const)("%s looks like a mistyped %s: that is warned of", async ([name, meant]) => {
  const { warnings } = await settings({ [name]: "canary" });
  expect(warnings).toEqual([`${name} is not a setting of Curfew and is ignored. Did you mean ${meant}?`]);
});

test("variables of other programs, and variants of set ones, are fine", async () => {
  const others = ["PATH", "HOST", "SORT", "PORTS", "REDIS_HOST", "REDIS_PORT", "DB_URL", "PGDATABASE", "META_DIR"];
  const all = Object.fromEntries([...others, "POSTGRES_URL", "NODE_ENV", "DATABASE_NAME"].map((name) => [name, "x"]));
  expect((await settings({ ...all, REDIS_URI: "x", REDIS_URL: "redis://a.example" })).warnings).toEqual([]);
  const inFile = { REDIS_URI: "x", REDIS_URL_FILE: secretFile("redis://a.example") };
  expect((await settings(inFile)).warnings).toEqual([]);
  // A link to a service of this name, as Kubernetes makes it; and what is called so everywhere.
  const foreign = { CURFEW_PORT: "tcp://10.0.0.1:3000", ACCESS_TOKEN: "x", REFRESH_TOKEN: "x", SESSION: "x" };
  expect((await settings(foreign)).warnings).toEqual([]);
});

test("a mistyped variable is reported even beside an empty right one", async () => {
  const { warnings } = await settings({ APP_ORIGIN: "", APP_ORIGN: "https://app.example" });
  expect(warnings).toEqual([expect.stringContaining("Did you mean APP_ORIGIN?")]);
});

test("a mistyped TLS parameter is a bad setting, never plain text", async () => {
  const slips = [
    "sslmode=verify_full",
    "sslmode=",
    "sslmode=REQUIRE",
    "sslMode=require",
    "ssl_mode=require",
    "tls=true",
  ];
  for (const slip of slips) {
    const DATABASE_URL = `postgres://db.example/curfew?application_name=app&${slip}`;
    expect([slip, await complaints({ DATABASE_URL })]).toEqual([slip, ["DATABASE_URL"]]);
  }
});

test.for(["disable", "no-verify", "prefer", "require", "verify-ca", "verify-full"])(
  "Postgres is reached with an sslmode of %s and other parameters",
  async (mode) => {
    const url = `postgres://ann:word@db.example/curfew?sslmode=${mode}&channel_binding=require&application_name=app`;
    expect((await settings({ DATABASE_URL: url })).databaseUrl).toBe(url);
  },
);

test("every setting stands in the documentation, and none besides", () => {
  const page = readFileSync(new URL("../../../docs/settings.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const documented = rows.flatMap((line) =>
    [...(line.split("|")[1] ?? "").matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
  );
  expect(documented.toSorted()).toEqual([...VARIABLES].toSorted());
});
