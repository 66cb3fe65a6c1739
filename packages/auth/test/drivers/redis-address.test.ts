import { expect, test } from "vitest";
import { addressOf } from "../../src/drivers/redis/address.ts";

test.each([
  ["redis://host", { host: "host", port: 6379, db: 0 }],
  ["redis://host/", { host: "host", port: 6379, db: 0 }],
  ["redis://host:1234/15", { host: "host", port: 1234, db: 15 }],
  ["redis://[::1]:1234", { host: "::1", port: 1234, db: 0 }],
  ["redis://:p%40ss@host", { host: "host", port: 6379, db: 0, password: "p@ss" }],
  ["redis://us%2Fer@host", { host: "host", port: 6379, db: 0, username: "us/er" }],
  ["redis://user:pass@host", { host: "host", port: 6379, db: 0, username: "user", password: "pass" }],
  ["rediss://host", { host: "host", port: 6379, db: 0, tls: {} }],
])("%s tells where and as whom to connect, and nothing it doesn't say", (url, address) => {
  expect(addressOf(url)).toStrictEqual(address);
});
