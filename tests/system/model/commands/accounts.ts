import { expect } from "vitest";
import type { Given } from "../ledger.ts";
import { accessTokenOf, chosen, command, isSeen, outcome, personOf } from "./command.ts";

/** A login, but for the work that a password is. */
export const open = command("open", async (model, world, choice) => {
  const person = personOf(model, choice);
  const given = await world.open(choice.instance, person.email);
  const pair = model.open(person, choice.instance);
  expect(given !== null).toBe(pair !== null);
  if (given !== null && pair !== null) world.keep(pair, given);
});

/** The login itself, now and then with a wrong password. It finishes what another process has left undone. */
export const logIn = command("log in", async (model, world, choice) => {
  const person = personOf(model, choice);
  const isRight = choice.other % 4 !== 0;
  const input = { email: person.email, password: isRight ? person.password : "not what it is" };
  const answer = await world.at(choice.instance).call("auth.token", undefined, input);
  const isWelcome = isRight && isSeen(person) && !person.isSuspended;
  expect(outcome(answer)).toBe(isWelcome ? "live" : "credentials_invalid");
  if (!isWelcome) return;
  model.finish(person);
  const pair = model.open(person, choice.instance);
  if (pair !== null) world.keep(pair, answer.data as Given);
});

/** Somebody takes an address, if it is free. */
export const signUp = command("sign up", async (model, world, choice) => {
  const person = personOf(model, choice);
  const known = chosen(world.passwords, choice.other);
  const given = await world.signUp(choice.instance, person.email, known);
  expect(given !== null).toBe(person.isDeleted);
  if (given === null) return;
  model.revive(person, known.password);
  const pair = model.open(person, choice.instance);
  if (pair !== null) world.keep(pair, given);
});

export const changePassword = command("change password", async (model, world, choice) => {
  const token = accessTokenOf(model, choice);
  const { person } = token.session;
  const { password: newPassword } = chosen(world.passwords, choice.other);
  const isRight = choice.other % 4 !== 0;
  const input = { currentPassword: isRight ? person.password : "not what it is", newPassword };
  const answer = await world.at(choice.instance).call("account.changePassword", world.textOf(token), input);
  const fate = model.fate(token, choice.instance);
  const isOld = isRight && isSeen(person) && newPassword === person.password;
  expect(outcome(answer)).toBe(fate !== "live" ? fate : isOld ? "input_invalid" : confirmed(person, isRight));
  if (answer.status !== 200) return;
  person.password = newPassword;
  model.endAll(person, token.session);
  world.keep(model.carryOver(token.session, choice.instance), answer.data as Given);
});

export const deleteAccount = command("delete account", async (model, world, choice) => {
  const token = accessTokenOf(model, choice);
  const { person } = token.session;
  const isRight = choice.other % 4 !== 0;
  const input = { currentPassword: isRight ? person.password : "not what it is" };
  const answer = await world.at(choice.instance).call("account.delete", world.textOf(token), input);
  const fate = model.fate(token, choice.instance);
  expect(outcome(answer)).toBe(fate === "live" ? confirmed(person, isRight) : fate);
  if (answer.status !== 200) return;
  model.endAll(person);
  person.isDeleted = true;
});

/** What comes of a change that ends all sessions, asked for with a token that lives. */
function confirmed(person: Parameters<typeof isSeen>[0], isRight: boolean): string {
  if (!isSeen(person)) return "token_revoked";
  if (!isRight) return "password_wrong";
  // Another change is unfinished, and this session is to end with it.
  return person.unfinished === null ? "live" : "token_revoked";
}
