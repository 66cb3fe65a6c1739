import { expect, test } from "vitest";
import { pathAfterLogin } from "../src/index.ts";

const ORIGIN = "https://app.example";
const AFTER = { origin: ORIGIN, home: "/dashboard" };

test.for(["/", "/dashboard", "/dashboard/sessions?sort=last#here", "/a%2Fb?next=//evil.example"])(
  "a path of this origin is kept: %s",
  (next) => {
    expect(pathAfterLogin(next, AFTER)).toBe(next);
  },
);

test.for([
  "https://evil.example/",
  "https://app.example/dashboard",
  "http:evil.example",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/../..//evil.example",
  "/%2e//evil.example",
  "@evil.example",
  ".evil.example",
  "evil.example",
  "javascript:alert(1)",
  "data:text/html,evil",
  "",
])("anything else leads home: %j", (next) => {
  expect(pathAfterLogin(next, AFTER)).toBe("/dashboard");
});

test("two of them are as good as none", () => {
  expect(pathAfterLogin(["/dashboard/sessions", "/admin"], AFTER)).toBe("/dashboard");
  expect(pathAfterLogin(undefined, AFTER)).toBe("/dashboard");
});

test("wherever it leads, a browser stays on this origin", () => {
  const alphabet = ["/", "\\", ".", "..", ":", "@", "\t", "\n", "%2f", "%5c", "evil.example", "?", "#", "a"];
  for (let seed = 0; seed < 20_000; seed++) {
    let rest = seed;
    let next = "/";
    for (; rest > 0; rest = Math.floor(rest / alphabet.length)) next += alphabet[rest % alphabet.length];
    const path = pathAfterLogin(next, AFTER);
    expect(new URL(path, ORIGIN).origin, next).toBe(ORIGIN);
  }
});
