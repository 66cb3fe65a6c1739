import { expect, test } from "vitest";
import { pathAfterLogin } from "../src/login/next.ts";

const ORIGIN = "https://app.example";

test.for(["/", "/dashboard", "/dashboard/sessions?sort=last#here", "/a%2Fb?next=//evil.example"])(
  "a path of this origin is kept: %s",
  (next) => {
    expect(pathAfterLogin(next, ORIGIN)).toBe(next);
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
])("anything else leads to the dashboard: %j", (next) => {
  expect(pathAfterLogin(next, ORIGIN)).toBe("/dashboard");
});

test("two of them are as good as none", () => {
  expect(pathAfterLogin(["/dashboard/sessions", "/admin"], ORIGIN)).toBe("/dashboard");
  expect(pathAfterLogin(undefined, ORIGIN)).toBe("/dashboard");
});

test("wherever it leads, a browser stays on this origin", () => {
  const alphabet = ["/", "\\", ".", "..", ":", "@", "\t", "\n", "%2f", "%5c", "evil.example", "?", "#", "a"];
  for (let seed = 0; seed < 20_000; seed++) {
    let rest = seed;
    let next = "/";
    for (; rest > 0; rest = Math.floor(rest / alphabet.length)) next += alphabet[rest % alphabet.length];
    const path = pathAfterLogin(next, ORIGIN);
    expect(new URL(path, ORIGIN).origin, next).toBe(ORIGIN);
  }
});
