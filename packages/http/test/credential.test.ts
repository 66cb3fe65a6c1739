import { expect, test } from "vitest";
import { cookieNames, presentedToken, readCredential } from "../src/index.ts";

const NAMES = cookieNames("http://localhost:3000");
const COOKIE = "access_token=a; refresh_token=r";
const MISSING = { ok: false, code: "token_missing" };

function presented(headers: Record<string, string>, kind: "access" | "refresh" = "access") {
  return presentedToken(readCredential(new Headers(headers), NAMES), kind);
}

test("The Bearer scheme is case-insensitive, and cookies are then ignored", () => {
  for (const authorization of ["Bearer t", "bearer t", "BEARER t", "bEaReR  t", " Bearer\tt "]) {
    expect(presented({ cookie: COOKIE, authorization }), authorization).toEqual({ ok: true, token: "t" });
  }
  for (const authorization of ["Bearer", "Bearer ", "bearer\t"]) {
    expect(presented({ cookie: COOKIE, authorization })).toEqual(MISSING);
  }
});

test("Another scheme leaves the cookies to be read", () => {
  for (const authorization of ["Basic YTpi", "Bearerish t", ""]) {
    expect(presented({ cookie: COOKIE, authorization })).toEqual({ ok: true, token: "a" });
  }
});

test("Each token has its cookie; Bearer carries no refresh token", () => {
  expect(presented({ cookie: COOKIE }, "refresh")).toEqual({ ok: true, token: "r" });
  expect(presented({ cookie: "refresh_token=r" })).toEqual(MISSING);
  expect(presented({ authorization: "Bearer t" }, "refresh")).toEqual(MISSING);
  expect(presented({})).toEqual(MISSING);
});

test("Two cookies of one name count as none unless equal", () => {
  expect(presented({ cookie: "access_token=a; access_token=b" })).toEqual({
    ok: false,
    code: "cookie_ambiguous",
    cookie: "access_token",
  });
  expect(presented({ cookie: "access_token=a; access_token=a" })).toEqual({ ok: true, token: "a" });
  expect(presented({ cookie: "access_token=; access_token=a" })).toEqual({ ok: true, token: "a" });
});
