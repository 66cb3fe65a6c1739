import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, bearer, call, claimsOf } from "@curfew/testing/client";
import { times } from "@curfew/testing/effort";
import { type AppProcess, takeTime } from "@curfew/web/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Chance, createChance } from "../support/chance.ts";
import {
  askToLogIn,
  askToSignUp,
  logIn,
  newPassword,
  newPerson,
  outcome,
  refresh,
  signUp,
  tokensOf,
  use,
  useBoth,
} from "../support/person.ts";
import { openService, PLACES, type Service } from "../support/service.ts";

takeTime();

type Call = NonNullable<Parameters<typeof call>[2]>;

describe.each(PLACES)("lost answers, blacklist %s", (place) => {
  let service: Service;
  let a: AppProcess;
  let b: AppProcess;
  let chance: Chance;

  beforeAll(async () => {
    chance = createChance(`lost answers, ${place}`);
    service = await openService(place);
    [a, b] = await service.startTwo();
  });
  afterAll(() => service.close());

  /** Calls, hangs up before there is an answer, and calls again, somewhere. Resolves with what that is answered. */
  async function lose(procedure: string, options: Call, patienceMs: number): Promise<Answer> {
    const signal = AbortSignal.timeout(chance.between(1, patienceMs));
    await call(chance.oneOf([a, b]), procedure, { ...options, signal }).catch(() => null);
    return call(chance.oneOf([a, b]), procedure, options);
  }

  test("A refresh whose answer was lost is repeated with the same result", async () => {
    let { refreshToken } = await logIn(a, await signUp(a));
    for (let round = 0; round < times(40); round++) {
      const again = tokensOf(await lose("auth.refresh", { input: { refreshToken } }, 12));
      const oncemore = tokensOf(await refresh(b, refreshToken));
      expect(claimsOf(oncemore.refreshToken).jti).toBe(claimsOf(again.refreshToken).jti);
      expect(await use(a, again.accessToken)).toBe("live");
      refreshToken = oncemore.refreshToken;
    }
  });

  test("A logout whose answer was lost can be repeated", async () => {
    const person = await signUp(a);
    for (let round = 0; round < times(10); round++) {
      const tokens = await logIn(a, person);
      const answer = await lose("auth.logout", { input: null, headers: bearer(tokens.accessToken) }, 12);
      expect(answer).toMatchObject({ status: 200, data: { revoked: true } });
      for (const at of [a, b]) expect(await useBoth(at, tokens)).toEqual(["token_revoked", "token_revoked"]);
    }
  });

  test("A password change with lost answers leaves only the new password", async () => {
    const person = await signUp(a);
    let { password } = person;
    for (let round = 0; round < times(8); round++) {
      const next = newPassword();
      const { accessToken } = await logIn(a, { ...person, password });
      const input = { currentPassword: password, newPassword: next };
      const answer = await lose("account.changePassword", { input, headers: bearer(accessToken) }, 120);
      // Done the first time, it ended the session it came from, and nobody was given the new tokens.
      expect(["live", "token_revoked", "password_wrong"]).toContain(outcome(answer));
      await sleep(chance.between(0, 20));
      expect(outcome(await askToLogIn(b, { ...person, password }))).toBe("credentials_invalid");
      expect(await use(b, (await logIn(b, { ...person, password: next })).accessToken)).toBe("live");
      expect(await use(b, accessToken)).toBe("token_revoked");
      password = next;
    }
  });

  test("A sign-up with lost answers leaves one usable account", async () => {
    for (let round = 0; round < times(8); round++) {
      const person = newPerson();
      const answer = await lose("auth.signup", { input: { ...person, name: "Ann" } }, 80);
      expect(["live", "email_taken"]).toContain(outcome(answer));
      expect(await use(b, (await logIn(b, person)).accessToken)).toBe("live");
    }
  });

  test("A deletion with lost answers frees the address", async () => {
    for (let round = 0; round < times(8); round++) {
      const person = await signUp(a);
      const { accessToken } = await logIn(b, person);
      const input = { currentPassword: person.password };
      const answer = await lose("account.delete", { input, headers: bearer(accessToken) }, 60);
      expect(["live", "token_revoked"]).toContain(outcome(answer));
      expect(await use(b, accessToken)).toBe("token_revoked");
      // The first of the two may be at it still.
      const again = { ...newPerson(), email: person.email };
      await expect.poll(async () => outcome(await askToSignUp(b, again)), { timeout: 10_000 }).toBe("live");
    }
  });
});
