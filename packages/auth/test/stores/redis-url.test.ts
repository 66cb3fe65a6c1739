import { expect, test } from "vitest";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { optionsFor } from "../../src/stores/redis/options.ts";
import { parseRedisUrl } from "../../src/stores/redis/url.ts";
import { openUpstashStore } from "../../src/stores/upstash.ts";

function optionsOf(url: string) {
  const address = parseRedisUrl(url);
  return address.servers.map((server) => optionsFor(server, address));
}

test.each([
  ["redis://host", { host: "host", port: 6379, db: 0 }],
  ["redis://host/", { host: "host", port: 6379, db: 0 }],
  ["redis://host:1234/15", { host: "host", port: 1234, db: 15 }],
  ["redis://[::1]:1234", { host: "::1", port: 1234, db: 0 }],
  ["redis://:p%40ss@host", { host: "host", port: 6379, db: 0, password: "p@ss" }],
  ["redis://us%2Fer@host", { host: "host", port: 6379, db: 0, username: "us/er" }],
  ["redis://user:pass@host", { host: "host", port: 6379, db: 0, username: "user", password: "pass" }],
  ["redis://:a@b@host", { host: "host", port: 6379, db: 0, password: "a@b" }],
  ["rediss://host", { host: "host", port: 6379, db: 0, tls: { servername: "host" } }],
  ["rediss://127.0.0.1", { host: "127.0.0.1", port: 6379, db: 0, tls: {} }],
  ["rediss://[::1]", { host: "::1", port: 6379, db: 0, tls: {} }],
])("%s says where and as whom to connect, and no more", (url, options) => {
  expect(optionsOf(url)).toStrictEqual([options]);
});

test.each([
  ["redis-cluster://a.example", ["a.example:6379"]],
  ["redis-cluster://a.example:7000,b.example,[::1]:7001", ["a.example:7000", "b.example:6379", "::1:7001"]],
  ["rediss-sentinel://a.example,b.example:1/2?sentinelMasterId=one", ["a.example:26379", "b.example:1"]],
])("%s names servers to ask for the one that takes writes", (url, servers) => {
  expect(parseRedisUrl(url).servers.map(({ host, port }) => `${host}:${port}`)).toEqual(servers);
});

test("what is said once counts for all servers named", () => {
  const all = { db: 2, username: "user", password: "pass", tls: { servername: "a" }, port: 26379 };
  expect(optionsOf("rediss-sentinel://user:pass@a,b/2?sentinelMasterId=one")).toStrictEqual([
    { ...all, host: "a" },
    { ...all, host: "b", tls: { servername: "b" } },
  ]);
  expect(parseRedisUrl("redis-sentinel://a?sentinelMasterId=my-primary.1").primary).toBe("my-primary.1");
});

const TIMING = { timeoutMs: 1, logRetentionMs: 1 };

test.each([
  ["redis://user:secret@HOST", "redis host:6379/0 {curfew}:"],
  ["redis://host:6379/0", "redis host:6379/0 {curfew}:"],
  ["rediss://:secret@host:1234/15", "redis host:1234/15 {curfew}:"],
  ["redis://[::1]", "redis [::1]:6379/0 {curfew}:"],
  ["redis-cluster://:secret@b,A:7000,b:6379", "redis cluster a:7000,b:6379 {curfew}:"],
  ["redis-sentinel://b,a/1?sentinelMasterId=one", "redis sentinel a:26379,b:26379/1 one {curfew}:"],
])("%s is shown as its target, without a secret", (url, setting) => {
  expect(openRedisStore({ url, ...TIMING }).setting).toBe(setting);
});

test.each([
  ["https://host.example", "upstash https://host.example {curfew}:"],
  ["https://HOST.example:443/", "upstash https://host.example {curfew}:"],
  ["http://host.example:8079/path", "upstash http://host.example:8079/path {curfew}:"],
])("%s is told alike, without the token", (url, setting) => {
  expect(openUpstashStore({ url, token: "secret", ...TIMING }).setting).toBe(setting);
});

test("another prefix is another setting", () => {
  const url = "redis://host";
  expect(openRedisStore({ url, ...TIMING, keyPrefix: "{a}:" }).setting).toBe("redis host:6379/0 {a}:");
});
