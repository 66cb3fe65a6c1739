import { bearer, call, claimsOf } from "@curfew/testing/client";
import { times } from "@curfew/testing/effort";
import { type AppProcess, takeTime } from "@curfew/web/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logIn, logOut, outcome, signUp, use, useBoth } from "../support/person.ts";
import { openService, PLACES, type Service } from "../support/service.ts";

takeTime();

describe.each(PLACES)("two processes, blacklist %s", (place) => {
  let service: Service;
  let a: AppProcess;
  let b: AppProcess;

  beforeAll(async () => {
    service = await openService(place);
    [a, b] = await service.startTwo();
  });
  afterAll(() => service.close());

  test("A logout at one process is in force at the next request elsewhere", async () => {
    const person = await signUp(a);
    for (let done = 0; done < times(100); done += 10) {
      const logins = await Promise.all(Array.from({ length: 10 }, (_, i) => logIn(i % 2 === 0 ? a : b, person)));
      for (const [i, { accessToken }] of logins.entries()) {
        const [here, there] = i % 2 === 0 ? [a, b] : [b, a];
        // The other has just let it pass: whatever it keeps of that must not count.
        expect(await use(there, accessToken)).toBe("live");
        expect(await logOut(here, accessToken)).toMatchObject({ status: 200, data: { revoked: true } });
        expect(await use(there, accessToken)).toBe("token_revoked");
      }
      for (const tokens of logins) expect(await useBoth(b, tokens)).toEqual(["token_revoked", "token_revoked"]);
    }
  });

  test("A login in the second of a log-out-everywhere lives", async () => {
    const person = await signUp(a);
    const rounds = [];
    for (let sameSecond = 0; sameSecond < times(3); ) {
      const before = await logIn(a, person);
      const everywhere = await call(b, "sessions.revokeAll", { input: null, headers: bearer(before.accessToken) });
      const ended = Math.floor(Date.now() / 1000);
      expect(everywhere.status).toBe(200);
      const after = await logIn(a, person);
      for (const at of [a, b]) {
        expect(await use(at, before.accessToken)).toBe("token_revoked");
        expect(await use(at, after.accessToken)).toBe("live");
      }
      if (claimsOf(after.accessToken).iat === ended) sameSecond += 1;
      rounds.push(after);
    }
    const last = rounds.at(-1);
    expect(await use(b, last?.accessToken ?? "")).toBe("live");
    for (const tokens of rounds.slice(0, -1)) expect(await use(b, tokens.accessToken)).toBe("token_revoked");
  });

  test("In a browser cookies work at both processes until a logout", async () => {
    const { browser } = await signUp(a);
    const first = browser.tokens();
    expect(outcome(await browser.query(b, "account.me"))).toBe("live");
    expect(outcome(await browser.mutate(b, "auth.refresh"))).toBe("live");
    const second = browser.tokens();
    expect(claimsOf(second.refreshToken).jti).not.toBe(claimsOf(first.refreshToken).jti);
    expect(outcome(await browser.query(a, "account.me"))).toBe("live");
    expect(await browser.mutate(a, "auth.logout")).toMatchObject({ status: 200, data: { revoked: true } });
    expect(browser.tokens()).toEqual({ accessToken: "", refreshToken: "" });
    for (const tokens of [first, second]) expect(await useBoth(b, tokens)).toEqual(["token_revoked", "token_revoked"]);
  });
});
