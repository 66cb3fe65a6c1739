import { setTimeout as sleep } from "node:timers/promises";
import { call, claimsOf } from "@curfew/testing/client";
import { inTime } from "@curfew/testing/in-time";
import { type AppProcess, takeTime } from "@curfew/web/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changePassword, logIn, logOut, newPassword, refresh, signUp, tokensOf } from "../support/person.ts";
import { openService, PLACES, type Service } from "../support/service.ts";
import { watch } from "./stream.ts";

takeTime();

/** From the answer to the ending until the stream has said so and ended, milliseconds. */
const AT_MOST_MS = 5_000;

describe.each(PLACES)("streams of two processes, blacklist %s", (place) => {
  let service: Service;
  let a: AppProcess;
  let b: AppProcess;

  beforeAll(async () => {
    service = await openService(place);
    [a, b] = await service.startTwo();
  });
  afterAll(() => service.close());

  test("A stream ends within five seconds of its session", async () => {
    const ways = {
      "logged out": async () => {
        const { accessToken } = await logIn(a, await signUp(a));
        return { accessToken, end: () => logOut(b, accessToken) };
      },
      "refresh token revoked": async () => {
        const { accessToken, refreshToken } = await logIn(a, await signUp(a));
        return { accessToken, end: () => call(b, "auth.revoke", { input: { token: refreshToken } }) };
      },
      "ended by another session": async () => {
        const { browser, ...person } = await signUp(b);
        const { accessToken } = await logIn(a, person);
        const input = { sessionId: claimsOf(accessToken).sid };
        return { accessToken, end: () => browser.mutate(b, "sessions.revoke", input) };
      },
      "logged out everywhere": async () => {
        const { browser, ...person } = await signUp(b);
        const { accessToken } = await logIn(a, person);
        return { accessToken, end: () => browser.mutate(b, "sessions.revokeAll") };
      },
      "password changed by another session": async () => {
        const person = await signUp(b);
        const { accessToken } = await logIn(a, person);
        const other = person.browser.tokens().accessToken;
        return { accessToken, end: () => changePassword(b, other, person.password, newPassword()) };
      },
      "account deleted": async () => {
        const { browser, password, ...person } = await signUp(b);
        const { accessToken } = await logIn(a, { ...person, password });
        return { accessToken, end: () => browser.mutate(b, "account.delete", { currentPassword: password }) };
      },
      "old refresh token reused": async () => {
        const { accessToken, refreshToken } = await logIn(a, await signUp(a));
        const second = tokensOf(await refresh(a, refreshToken));
        await refresh(a, second.refreshToken);
        return { accessToken, end: () => refresh(b, refreshToken) };
      },
    };
    const open = await Promise.all(
      Object.entries(ways).map(async ([way, prepare]) => {
        const { accessToken, end } = await prepare();
        return { way, end, stream: await watch(a, accessToken) };
      }),
    );
    const untouched = await watch(a, (await logIn(a, await signUp(a))).accessToken);
    const ending = open.map(async ({ way, end, stream }) => {
      expect([way, stream.isOpen()]).toEqual([way, true]);
      const { status } = await end();
      expect([way, status]).toEqual([way, way === "old refresh token reused" ? 401 : 200]);
      expect([way, await inTime(AT_MOST_MS, stream.ended)]).toEqual([
        way,
        ["connected", { type: "ended", reason: "session_ended" }, "return"],
      ]);
    });
    await Promise.all(ending);
    expect(untouched.isOpen()).toBe(true);
    untouched.close();
  });
});

test.concurrent.each(PLACES)("A stream ends within five seconds of its session's absolute end: %s", async (place) => {
  const service = await openService(place, { SESSION_SECONDS: "4" });
  try {
    const app = await service.start();
    const person = await signUp(app);
    const { accessToken } = await logIn(app, person);
    const endsAt = claimsOf(accessToken).exp * 1000;
    const stream = await watch(app, accessToken);
    const ended = stream.ended.then((said) => ({ said, at: Date.now() }));
    const { said, at } = await sleep(endsAt - Date.now()).then(() => inTime(AT_MOST_MS, ended));
    expect(said).toEqual(["connected", { type: "ended", reason: "session_expired" }, "return"]);
    expect(at).toBeGreaterThanOrEqual(endsAt);
  } finally {
    await service.close();
  }
});
