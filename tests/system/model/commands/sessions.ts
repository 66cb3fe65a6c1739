import { expect } from "vitest";
import type { Model } from "../model.ts";
import type { Session, Token } from "../state.ts";
import type { World } from "../world.ts";
import { accessTokenOf, chosen, command, outcome } from "./command.ts";

/** Shows the caller's sessions. */
export const list = command("list", async (model, world, choice) => {
  const token = accessTokenOf(model, choice);
  const answer = await world.at(choice.instance).call("sessions.list", world.textOf(token));
  const fate = model.fate(token, choice.instance);
  expect(outcome(answer)).toBe(fate);
  if (fate !== "live") return;
  const shown = answer.data as { id: string; current: boolean }[];
  expect(shown.map(({ id }) => id).sort()).toEqual(idsOf(world, model.listed(token.session.person, choice.instance)));
  expect(shown.filter(({ current }) => current)).toMatchObject([{ id: world.idOf(token.session) }]);
});

/** Ends one session by its id, be it the caller's, somebody else's, or long over. */
export const endOne = command("end one", async (model, world, choice) => {
  const token = accessTokenOf(model, choice);
  const session = chosen(model.sessions.toReversed(), choice.other);
  const input = { sessionId: world.idOf(session) };
  const answer = await world.at(choice.instance).call("sessions.revoke", world.textOf(token), input);
  const fate = model.fate(token, choice.instance);
  const isTheirs = model.unended(token.session.person, choice.instance).includes(session);
  expect(outcome(answer)).toBe(fate === "live" && !isTheirs ? "not_found" : fate);
  if (fate === "live" && isTheirs) model.end(session);
});

export const endOthers = command("end others", async (model, world, choice) => {
  const token = accessTokenOf(model, choice);
  const answer = await world.at(choice.instance).call("sessions.revokeOthers", world.textOf(token), null);
  const fate = model.fate(token, choice.instance);
  expect(outcome(answer)).toBe(fate);
  if (fate !== "live") return;
  const others = (sessions: readonly Session[]) => sessions.filter((session) => session !== token.session);
  expect(answer.data).toEqual({ count: others(model.listed(token.session.person, choice.instance)).length });
  for (const session of others(model.unended(token.session.person, choice.instance))) model.end(session);
});

/** Logs out everywhere. */
export const endAll = command("end all", async (model, world, choice) => {
  const token = accessTokenOf(model, choice);
  const answer = await world.at(choice.instance).call("sessions.revokeAll", world.textOf(token), null);
  const fate = model.fate(token, choice.instance);
  expect(outcome(answer)).toBe(fate);
  if (fate !== "live") return;
  expect(answer.data).toEqual({ count: model.listed(token.session.person, choice.instance).length });
  model.endAll(token.session.person);
});

/** What a person is shown is what the rules say, and nothing that lives is missing from it. */
export async function checkLists(model: Model, world: World): Promise<void> {
  for (const token of model.tokens) {
    if (token.kind !== "access" || model.fate(token, 0) !== "live") continue;
    const { data } = await world.at(0).call("sessions.list", world.textOf(token));
    const ids = (data as { id: string }[]).map(({ id }) => id).sort();
    expect(ids).toEqual(idsOf(world, model.listed(token.session.person, 0)));
    const alive = model.tokens.filter((other) => isOf(token, other) && model.fate(other, 0) === "live");
    expect(ids).toEqual(expect.arrayContaining(alive.map(({ session }) => world.idOf(session))));
  }
}

function isOf(token: Token, other: Token): boolean {
  return other.session.person === token.session.person;
}

function idsOf(world: World, sessions: readonly Session[]): string[] {
  return sessions.map((session) => world.idOf(session)).sort();
}
