import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { generateKeySet } from "@curfew/auth";
import { ask, startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import { expect, onTestFinished, test } from "vitest";
import { operateHere } from "../support/operate.ts";
import { createService, jsonOf } from "./support.ts";

test("status: settings, database, blacklist and keys, for people and for programs", async () => {
  const { folder, program, curfew, start, places } = createService({ ACCESS_TOKEN_SECONDS: "77" });
  const server = await start();
  await server.signUp("ann@example.com");
  const status = await jsonOf(curfew(["status", "--json"]));
  expect(status).toEqual({
    code: 0,
    ready: true,
    settings: {
      ...{ origin: "http://localhost:1", port: 3000, dataDirectory: folder, keys: "kept" },
      ...{ accessSeconds: 77, refreshSeconds: 1_209_600, sessionSeconds: 7_776_000 },
      ...{ toleranceSeconds: 5, graceSeconds: 10, blacklistTimeoutMs: 800, blacklistMaxStalenessMs: 0 },
      ...{ loginAttempts: 10, loginWindowSeconds: 300, trustedProxyHops: 0, keyLeadSeconds: 2, auditDays: 90 },
      ...{ databasePoolSize: 10, migrateOnStart: true, shutdownDelaySeconds: 0, metricsPort: null },
      ...{ cookiePrefix: null, corsOrigins: [] },
    },
    database: { driver: "sqlite", address: `${folder}/curfew.db`, state: "up" },
    blacklist: {
      ...{
        driver: "sqlite",
        address: `${folder}/blacklist.db`,
        keyPrefix: "{curfew}:",
        state: "up",
        generation: expect.stringMatching(/^1\./),
      },
      ...{ since: expect.stringMatching(/^\d{4}-.*Z$/), revision: expect.any(Number), condition: "good", detail: null },
    },
    keys: [{ kid: (await server.kids())[0], alg: "ES256", state: "signs", since: expect.any(String), until: null }],
    warnings: [],
  });
  const { code, out, err } = await program(["status"]);
  expect([code, err]).toEqual([0, places]);
  for (const words of ["accessSeconds", "77", "up (sqlite)", "generation  1.", (await server.kids())[0]]) {
    expect(out).toContain(words);
  }
});

test("status: Redis's problems are warnings; a dead one is exit code 1", async () => {
  const redis = await startRedis({ config: { requirepass: "canary-word", "maxmemory-policy": "allkeys-lru" } });
  onTestFinished(() => redis.stop());
  const url = redis.url.replace("//", "//:canary-word@");
  const { program, curfew, start } = createService({ REDIS_URL: url }, ["canary-word"]);
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  const status = await jsonOf(curfew(["status", "--json"]));
  expect(status).toMatchObject({ code: 0, blacklist: { driver: "redis", state: "up" } });
  expect(String(status.warnings)).toContain("maxmemory-policy is allkeys-lru");
  expect((await curfew(["revoke", accessToken])).code).toBe(0);
  expect(await server.me(accessToken)).toMatchObject({ status: 401, reason: "token_revoked" });

  await redis.kill();
  const down = await jsonOf(curfew(["status", "--json"]));
  const unknown = { condition: null, detail: null, generation: null, since: null, revision: null };
  expect(down).toMatchObject({
    code: 1,
    ready: false,
    database: { state: "up" },
    blacklist: { state: "down", ...unknown },
  });
  expect(await jsonOf(curfew(["revoke", accessToken, "--json"]))).toMatchObject({
    code: 1,
    error: { code: "blacklist_unavailable" },
  });
  expect((await program(["explain", accessToken])).err).toContain("The blacklist can't be asked (ECONNREFUSED).");
});

test("status: a blacklist at Upstash is asked there", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const upstash = await createUpstashLocal({ redisUrl: redis.url, port: 0, token: "canary-of-twenty-four-letters" });
  onTestFinished(() => upstash.close());
  const settings = { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token };
  const { curfew, start } = createService(settings, [upstash.token]);
  await start();
  expect(await jsonOf(curfew(["end-everything", "--yes", "--json"]))).toEqual({ code: 0, ended: 0 });
  expect(await jsonOf(curfew(["status", "--json"]))).toMatchObject({
    ...{ code: 0, blacklist: { driver: "upstash", state: "up", generation: expect.stringMatching(/^2\./) } },
  });
});

test("status: a blacklist that lost its records says so", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const { curfew, start } = createService({ REDIS_URL: redis.url });
  const server = await start();
  await server.signUp("ann@example.com");
  const before = await jsonOf(curfew(["status", "--json"]));
  await redis.restart();
  const after = await jsonOf(curfew(["status", "--json"]));
  expect(after).toMatchObject({ code: 0, blacklist: { state: "up", generation: null } });
  expect(String(after.warnings)).toContain("lost records");
  await server.logIn("ann@example.com");
  const { blacklist } = await jsonOf(curfew(["status", "--json"]));
  expect(blacklist).toMatchObject({ state: "up", generation: expect.stringMatching(/^2\./) });
  expect(blacklist).not.toEqual(before.blacklist);
});

test("a failure that an operator must fix names the remedy", async () => {
  const plain = createServer((socket) => void socket.on("error", () => {}).end("-ERR this is no TLS\r\n"));
  await once(plain.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void plain.close());
  const { environment, start } = createService();
  const { accessToken } = await (await start()).signUp("ann@example.com");
  const { port } = plain.address() as AddressInfo;
  const curfew = (...words: string[]) =>
    operateHere(words, { ...environment, REDIS_URL: `rediss://127.0.0.1:${port}` }, accessToken);
  const remedy = "The server doesn't speak TLS where it was expected: see whether";
  const { warnings, ...status } = await jsonOf(curfew("status", "--json"));
  expect(status).toMatchObject({ code: 1, blacklist: { state: "down" } });
  expect(String(warnings)).toContain(remedy);
  expect((await curfew("revoke", "-")).err).toMatch(new RegExp(`The blacklist can't be asked \\(\\w+\\)\\. ${remedy}`));
});

test("status changes nothing: no key, no generation, no record", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const { folder, curfew, start } = createService({ REDIS_URL: redis.url, KEY_LEAD_SECONDS: "0" });
  await (await start()).stop();
  await redis.restart();
  const path = `${folder}/signing-keys.json`;
  const [kept, dead] = [await generateKeySet(), await generateKeySet()];
  const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();
  const keys = [...kept.keys.map((key) => ({ ...key, signsFrom: days(100) })), ...dead.keys];
  writeFileSync(path, JSON.stringify({ keys }));
  expect(await jsonOf(curfew(["status", "--json"]))).toMatchObject({ keys: [{ kid: kept.keys[0]?.kid }] });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ keys });
  expect(await ask(redis, "DBSIZE")).toBe(":0\r\n+OK\r\n");
});

test("a database that is down is reported, not the blacklist: exit code 1", async () => {
  const { environment, start } = createService();
  await start();
  const elsewhere = { ...environment, DATABASE_URL: "postgres://u:canary@127.0.0.1:1/curfew" };
  const curfew = (...words: string[]) => operateHere(words, elsewhere);
  const { code, out, err } = await curfew("status");
  expect([code, err]).toEqual([1, expect.stringMatching(/\ncurfew: The database can't be asked \(ECONNREFUSED\).\n$/)]);
  expect(out + err).not.toContain("canary");
  expect(await jsonOf(curfew("status", "--json"))).toMatchObject({
    ...{ code: 1, ready: false, database: { driver: "postgres", address: "127.0.0.1:1/curfew", state: "down" } },
    blacklist: { driver: "sqlite", state: "unknown" },
  });
  expect(await jsonOf(curfew("grant-admin", "ann@example.com", "--json"))).toMatchObject({
    ...{ code: 1, error: { code: "database_unavailable" } },
  });
});
