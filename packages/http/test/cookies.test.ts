import type { TokenPair } from "@curfew/auth";
import { expect, test } from "vitest";
import { clearedCookies, cookieNames, readCookie, sessionCookies } from "../src/index.ts";

const NOW = new Date("2026-01-01T00:00:00.500Z");
const PAIR = {
  access: { token: "a.b.c", expiresAt: new Date("2026-01-01T00:10:00Z") },
  refresh: { token: "d.e.f", expiresAt: new Date("2025-12-31T00:00:00Z") },
} as TokenPair;

test("On https cookies are kept to their host by __Host-, before any prefix", () => {
  expect(cookieNames("https://app.example")).toEqual({
    access: "__Host-access_token",
    refresh: "__Host-refresh_token",
  });
  expect(cookieNames("https://app.example", "staging_")).toEqual({
    access: "__Host-staging_access_token",
    refresh: "__Host-staging_refresh_token",
  });
  expect(cookieNames("http://localhost:3000", "one-")).toEqual({
    access: "one-access_token",
    refresh: "one-refresh_token",
  });
});

test("What can't begin a cookie's name is no prefix", () => {
  for (const prefix of ["__Host-", "__", "a b", "a=", "é", "x".repeat(33), ";"]) {
    expect(() => cookieNames("https://app.example", prefix), prefix).toThrow(TypeError);
  }
  expect(cookieNames("http://localhost:3000", "_a".repeat(16)).access).toBe(`${"_a".repeat(16)}access_token`);
});

test("No cookie outlives its token", () => {
  expect(sessionCookies(cookieNames("http://localhost:3000"), PAIR, NOW)).toEqual([
    "access_token=a.b.c; Max-Age=599; Path=/; HttpOnly; SameSite=Lax",
    "refresh_token=d.e.f; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
  ]);
});

test("On https cookies are Secure, set or cleared", () => {
  const names = cookieNames("https://app.example");
  const lines = [...sessionCookies(names, PAIR, NOW), ...clearedCookies(names)];
  for (const line of lines) expect(line).toMatch(/^__Host-.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  expect(clearedCookies(names)[0]).toBe("__Host-access_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
});

test.each([
  [null, []],
  ["", []],
  ["a", []],
  ["a=", []],
  ["a=;", []],
  ["A=1", []],
  ["xa=1; a2=1", []],
  ["x=a=1", []],
  ["a=1", ["1"]],
  [" a = 1 ;b=2", ["1"]],
  ["a=1=2=", ["1=2="]],
  ['a="1"', ['"1"']],
  ["a=1; a=1", ["1"]],
  ["a=1; b=2; a=3", ["1", "3"]],
  ["a=1; a=2; a=3; a=4; a=5", ["2", "3", "4", "5"]],
])("The header %j has these values of a cookie: %j", (header, values) => {
  expect(readCookie(header, "a")).toEqual(values);
});
