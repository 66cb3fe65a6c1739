import { setTimeout as sleep } from "node:timers/promises";
import { claimsOf } from "@curfew/testing/client";
import { times } from "@curfew/testing/effort";
import { type AppProcess, takeTime } from "@curfew/web/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createChance } from "../support/chance.ts";
import {
  changePassword,
  logIn,
  logOut,
  newPassword,
  outcome,
  refresh,
  signUp,
  tokensOf,
  use,
  useBoth,
} from "../support/person.ts";
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

  test("Fifty concurrent refreshes of one token have one successor", async () => {
    let { refreshToken } = await logIn(a, await signUp(b));
    for (let round = 0; round < times(10); round++) {
      const asked = Array.from({ length: 50 }, (_, i) => refresh(i % 2 === 0 ? a : b, refreshToken));
      const pairs = (await Promise.all(asked)).map(tokensOf);
      expect(new Set(pairs.map((pair) => claimsOf(pair.accessToken).jti)).size).toBe(1);
      expect(new Set(pairs.map((pair) => claimsOf(pair.refreshToken).jti)).size).toBe(1);
      for (const { accessToken } of pairs.slice(0, 4)) {
        expect([await use(a, accessToken), await use(b, accessToken)]).toEqual(["live", "live"]);
      }
      refreshToken = pairs[(round * 7) % pairs.length]?.refreshToken ?? "";
    }
  });

  test("R1 → R2 → R3, then R1: the session is over on both", async () => {
    const person = await signUp(a);
    const first = await logIn(a, person);
    const second = tokensOf(await refresh(b, first.refreshToken));
    const third = tokensOf(await refresh(a, second.refreshToken));
    expect(outcome(await refresh(b, first.refreshToken))).toBe("token_revoked");
    for (const at of [a, b]) {
      for (const tokens of [first, second, third]) {
        expect(await useBoth(at, tokens)).toEqual(["token_revoked", "token_revoked"]);
      }
    }
    expect(await use(b, (await logIn(a, person)).accessToken)).toBe("live");
  });

  test("After concurrent refresh, logout and password change the session is dead", async () => {
    const chance = createChance(`refresh ∥ logout ∥ password change, ${place}`);
    const { email, ...first } = await signUp(a);
    let { password } = first;
    let changeTook = 0;
    for (let round = 0; round < times(20); round++) {
      const next = newPassword();
      const [own, other] = await Promise.all([logIn(a, { email, password }), logIn(b, { email, password })]);
      const start = performance.now();
      const soon = () => sleep(chance.between(0, changeTook));
      const [here, there] = round % 2 === 0 ? [a, b] : [b, a];
      const [refreshed, loggedOut, changed] = await Promise.all([
        soon().then(() => refresh(here, own.refreshToken)),
        soon().then(() => logOut(there, own.accessToken)),
        changePassword(chance.oneOf([a, b]), own.accessToken, password, next).finally(() => {
          changeTook = performance.now() - start;
        }),
      ]);
      expect(loggedOut).toMatchObject({ status: 200, data: { revoked: true } });
      expect(["live", "token_revoked"]).toContain(outcome(refreshed));
      expect(["live", "token_revoked"]).toContain(outcome(changed));
      const given = [refreshed, changed].filter(({ status }) => status === 200).map(tokensOf);
      for (const at of [a, b]) {
        for (const tokens of [own, ...given])
          expect(await useBoth(at, tokens)).toEqual(["token_revoked", "token_revoked"]);
        // The other session is over if, and only if, the password was changed.
        expect(await use(at, other.accessToken)).toBe(changed.status === 200 ? "token_revoked" : "live");
      }
      if (changed.status === 200) password = next;
    }
  });

  test("After refresh and password change at once only the change's tokens live", async () => {
    const chance = createChance(`refresh ∥ password change, ${place}`);
    const { email, ...first } = await signUp(a);
    let { password } = first;
    let changeTook = 0;
    for (let round = 0; round < times(10); round++) {
      const next = newPassword();
      const own = await logIn(a, { email, password });
      const start = performance.now();
      const [refreshed, changed] = await Promise.all([
        sleep(chance.between(0, changeTook)).then(() => refresh(a, own.refreshToken)),
        changePassword(b, own.accessToken, password, next).finally(() => {
          changeTook = performance.now() - start;
        }),
      ]);
      const given = tokensOf(changed);
      const dead = refreshed.status === 200 ? [own, tokensOf(refreshed)] : [own];
      for (const at of [a, b]) {
        for (const tokens of dead) expect(await useBoth(at, tokens)).toEqual(["token_revoked", "token_revoked"]);
        expect(await use(at, given.accessToken)).toBe("live");
      }
      expect(outcome(await refresh(a, given.refreshToken))).toBe("live");
      password = next;
    }
  });
});
