import { expect } from "vitest";
import type { Given } from "../ledger.ts";
import { accessTokenOf, command, isSeen, outcome, refreshTokenOf, tokenOf } from "./command.ts";

/** Asks who the token is for. */
export const use = command("use", async (model, world, choice) => {
  const token = accessTokenOf(model, choice);
  const answer = await world.at(choice.instance).call("account.me", world.textOf(token));
  const fate = model.fate(token, choice.instance);
  expect(outcome(answer)).toBe(fate === "live" && !isSeen(token.session.person) ? "token_revoked" : fate);
});

/** Exchanges a refresh token, however old. */
export const refresh = command("refresh", async (model, world, choice) => {
  const token = refreshTokenOf(model, choice);
  const refreshToken = world.textOf(token);
  const answer = await world.at(choice.instance).call("auth.refresh", undefined, { refreshToken });
  const expected = model.refresh(token, choice.instance);
  expect(outcome(answer)).toBe(typeof expected === "string" ? expected : "live");
  if (typeof expected !== "string") world.keep(expected, answer.data as Given);
});

/** The same several times at once: one successor. */
export const refreshAtOnce = command("refresh at once", async (model, world, choice) => {
  const token = refreshTokenOf(model, choice);
  const refreshToken = world.textOf(token);
  const { call } = world.at(choice.instance);
  const asked = Array.from({ length: 3 }, () => call("auth.refresh", undefined, { refreshToken }));
  const answers = await Promise.all(asked);
  const expected = model.refresh(token, choice.instance);
  for (const answer of answers) {
    expect(outcome(answer)).toBe(typeof expected === "string" ? expected : "live");
    if (typeof expected !== "string") world.keep(expected, answer.data as Given);
  }
});

/** Ends the session of a token, whatever has become of it. */
export const logOut = command("log out", async (model, world, choice) => {
  const token = tokenOf(model, choice);
  const answer = await world.at(choice.instance).call("auth.logout", world.textOf(token), null);
  expect(answer).toMatchObject({ status: 200, data: { revoked: true } });
  model.endNow(token.session, choice.instance);
});

/** Takes back one access token, or with a refresh token the session. */
export const revoke = command("revoke", async (model, world, choice) => {
  const token = tokenOf(model, choice);
  const answer = await world.at(choice.instance).call("auth.revoke", undefined, { token: world.textOf(token) });
  expect(answer).toMatchObject({ status: 200, data: {} });
  if (token.kind === "refresh") model.endNow(token.session, choice.instance);
  // One that is over already is left alone.
  else token.isRevoked ||= model.fate(token, choice.instance) === "live";
});
