import { type Answer, call } from "@curfew/testing/client";
import { expect } from "vitest";
import { refresh, tokensOf } from "../support/person.ts";
import type { Attempting } from "./call.ts";
import { expectLive, expectRevoked, me } from "./outcome.ts";

export const askByCookie: Attempting = (at, { browser }) => ({
  ask: () => browser.query(at, "account.me"),
  stake: browser.tokens(),
  expectDone: expectShown,
});

export const askByBearer: Attempting = (at, { tokens }) => ({
  ask: () => me(at, tokens),
  stake: tokens,
  expectDone: expectShown,
});

async function expectShown({ status, data }: Answer): Promise<void> {
  expect({ status, data }).toMatchObject({ status: 200, data: { user: {}, session: {} } });
}

export const refreshByCookie: Attempting = (at, { browser }) => {
  const stake = browser.tokens();
  return {
    ask: () => browser.mutate(at, "auth.refresh"),
    stake,
    async expectDone({ status, setCookies }) {
      expect([status, setCookies.length]).toEqual([200, 2]);
      expect(browser.tokens().refreshToken).not.toBe(stake.refreshToken);
      await expectLive(at, browser.tokens());
    },
  };
};

export const refreshByToken: Attempting = (at, visitor) => {
  const stake = visitor.tokens;
  return {
    ask: () => refresh(at, stake.refreshToken),
    stake,
    async expectDone(answer) {
      visitor.tokens = tokensOf(answer);
      expect(visitor.tokens.refreshToken).not.toBe(stake.refreshToken);
      await expectLive(at, visitor.tokens);
    },
  };
};

export const logOut: Attempting = (at, { browser }) => {
  const stake = browser.tokens();
  return {
    ask: () => browser.mutate(at, "auth.logout"),
    stake,
    async expectDone({ status, data }) {
      expect([status, data]).toEqual([200, { revoked: true }]);
      expect(browser.tokens()).toEqual({ accessToken: "", refreshToken: "" });
      await expectRevoked(at, stake);
    },
  };
};

export const revoke: Attempting = (at, { tokens }) => ({
  ask: () => call(at, "auth.revoke", { input: { token: tokens.accessToken } }),
  stake: tokens,
  async expectDone({ status }) {
    expect(status).toBe(200);
    await expectRevoked(at, tokens);
  },
});
