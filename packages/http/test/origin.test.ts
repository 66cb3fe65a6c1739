import { expect, test } from "vitest";
import { type CookieUse, cookieNames, isOwnOrigin, mayChangeState } from "../src/index.ts";

const POLICY = { appOrigin: "https://app.example", cookies: cookieNames("https://app.example") };
const SESSION = "__Host-access_token=a";
const FOREIGN = ["https://evil.example", "null", "https://app.example.evil.example", "https://app.example/", ""];

function isAllowed(headers: Record<string, string>, use: CookieUse = "sets") {
  return mayChangeState(new Headers(headers), POLICY, use);
}

test("The Origin header decides, whatever else a browser says", () => {
  expect(isAllowed({ origin: POLICY.appOrigin, cookie: SESSION, "sec-fetch-site": "cross-site" })).toBe(true);
  for (const origin of FOREIGN) {
    expect(isAllowed({ origin, "sec-fetch-site": "same-origin" }), origin).toBe(false);
    expect(isAllowed({ origin, cookie: SESSION }, "reads"), origin).toBe(false);
  }
});

test("Without Origin it is Sec-Fetch-Site that decides", () => {
  for (const site of ["same-origin", "none"]) expect(isAllowed({ cookie: SESSION, "sec-fetch-site": site })).toBe(true);
  for (const site of ["cross-site", "same-site", "", "Same-Origin"]) {
    expect(isAllowed({ "sec-fetch-site": site }), site).toBe(false);
  }
});

test("Without either only a request without the session's cookies passes", () => {
  expect(isAllowed({})).toBe(true);
  expect(isAllowed({ cookie: "theme=dark; access_token=1; __Host-access_token=" })).toBe(true);
  expect(isAllowed({ cookie: SESSION })).toBe(false);
  expect(isAllowed({ cookie: "theme=dark; __Host-refresh_token=r" })).toBe(false);
});

test("A call that only reads cookies may come without them from anywhere", () => {
  const headers = { origin: "https://evil.example" };
  expect(isAllowed(headers, "reads")).toBe(true);
  expect(isAllowed(headers, "sets")).toBe(false);
});

test("Bearer calls and those on their body alone may come from anywhere", () => {
  const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site", cookie: SESSION };
  expect(isAllowed(headers, "ignores")).toBe(true);
  expect(isAllowed({ ...headers, authorization: "Bearer t" })).toBe(true);
  expect(isOwnOrigin(new Headers({ ...headers, authorization: "Bearer t" }), POLICY)).toBe(false);
});
