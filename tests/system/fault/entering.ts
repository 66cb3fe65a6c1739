import { type Answer, createBrowser } from "@curfew/testing/client";
import { expect } from "vitest";
import { askToLogIn, type Person, tokensOf } from "../support/person.ts";
import type { Attempt, Attempting } from "./call.ts";
import { expectLive, expectRevoked } from "./outcome.ts";
import type { Service } from "./service.ts";
import { newcomer, type Visitor } from "./visitor.ts";

type Browser = Visitor["browser"];

/** In a browser that has no session. */
export const logIn: Attempting = (at, { browser, kept, email, password }) => ({
  ask: () => browser.mutate(at, "auth.login", { email, password }),
  stake: kept,
  expectDone: (answer) => expectEntered(at, browser, answer),
});

export const logInOver: Attempting = (at, { browser, email, password }) =>
  over(at, browser, () => browser.mutate(at, "auth.login", { email, password }));

export const logInAsClient: Attempting = (at, visitor) => ({
  ask: () => askToLogIn(at, visitor),
  stake: visitor.kept,
  async expectDone(answer) {
    visitor.tokens = tokensOf(answer);
    await expectLive(at, visitor.tokens);
  },
});

export const signUp: Attempting = (at, { kept }) => {
  const [person, browser] = [newcomer(), createBrowser()];
  return {
    ask: () => browser.mutate(at, "auth.signup", { ...person, name: "Bob" }),
    stake: kept,
    async expectDone(answer) {
      await expectEntered(at, browser, answer);
      await expectOneAccount(at, person);
    },
  };
};

export const signUpOver: Attempting = (at, { browser }) => {
  const person = newcomer();
  const attempt = over(at, browser, () => browser.mutate(at, "auth.signup", { ...person, name: "Bob" }));
  return {
    ...attempt,
    async expectDone(answer) {
      await attempt.expectDone(answer);
      await expectOneAccount(at, person);
    },
  };
};

function over(at: Service, browser: Browser, ask: Attempt["ask"]): Attempt {
  const stake = browser.tokens();
  return {
    ask,
    stake,
    async expectDone(answer) {
      await expectEntered(at, browser, answer);
      await expectRevoked(at, stake);
    },
  };
}

async function expectEntered(at: Service, browser: Browser, { status, setCookies }: Answer): Promise<void> {
  expect([status, setCookies.length]).toEqual([200, 2]);
  await expectLive(at, browser.tokens());
}

/** And one session of it. */
async function expectOneAccount({ database }: Service, { email }: Person): Promise<void> {
  const { users } = await database.users.page({ search: email, limit: 10 });
  expect(users.map((user) => user.email)).toEqual([email]);
  expect(await database.sessions.live(users[0]?.id ?? "", new Date(), null)).toHaveLength(1);
}
