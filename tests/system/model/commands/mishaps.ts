import { expect } from "vitest";
import { LIFETIMES, type Unfinished } from "../state.ts";
import { checkTokens, chosen, command, isSeen, personOf, tokenOf } from "./command.ts";

const PERIODS_MS = [1, 400, 2_000, 5_000, 9_000, 11_000, 60_000, 290_000, 1_800_000];

export const pass = command("let time pass", async (model, world, { other }) => {
  const milliseconds = chosen(PERIODS_MS, other);
  world.pass(milliseconds);
  model.pass(milliseconds);
});

/** Lets it be just before, at, or just after a moment that matters to a token, by one instance's clock. */
export const passToBorder = command("let time pass to a border", async (model, world, choice) => {
  const token = tokenOf(model, choice);
  const now = model.timeAt(choice.instance);
  const graceEndsAt = token.kind === "refresh" ? token.answeredAt + LIFETIMES.graceSeconds * 1000 : 0;
  const toleranceEndsAt = token.expiresAt + LIFETIMES.toleranceSeconds * 1000;
  const ends = [token.expiresAt, toleranceEndsAt, token.session.expiresAt];
  // The grace is over so soon that it would hardly ever be met.
  const borders = [graceEndsAt, graceEndsAt, graceEndsAt, ...ends].filter((at) => at > now);
  if (borders.length === 0) return;
  const milliseconds = chosen(borders, choice.other) + chosen([-1, 0, 1], choice.which) - now;
  world.pass(milliseconds);
  model.pass(milliseconds);
  await checkTokens(model, world, [token]);
});

export const restart = command("restart", (_model, world, { instance }) => world.restart(instance));

/** A process begins to change an account and dies before the blacklist has heard of it. */
function die(kind: Unfinished["kind"]) {
  return command(
    `die in the middle of a ${kind}`,
    async (model, world, choice) => {
      const person = personOf(model, choice);
      // Some moments ago: what has only just begun a login would leave to whoever is at it.
      const begunAt = model.databaseTime() - 1_000;
      const known = chosen(world.passwords, choice.other);
      const theirs = model.sessions.filter((session) => session.person === person && session.isListed);
      const except = kind === "password" ? (theirs[choice.other % 2] ?? null) : null;
      const exceptSessionId = except === null ? undefined : world.idOf(except);
      expect(
        await world.begin(choice.instance, person.email, { kind, begunAt, hash: known.hash, exceptSessionId }),
      ).toBe(true);
      person.unfinished = { kind, begunAt, except };
      if (kind === "password") person.password = known.password;
      if (kind === "suspension") person.isSuspended = true;
    },
    (model, choice) => {
      const person = personOf(model, choice);
      const isRefused = kind === "password" && person.isSuspended;
      return isSeen(person) && person.unfinished === null && !isRefused;
    },
  );
}

export const dieOfPassword = die("password");
export const dieOfSuspension = die("suspension");
export const dieOfDeletion = die("deletion");

/** What every process does at its start and once a minute. */
export const finishAbandoned = command("finish what was abandoned", async (model, world, { instance }) => {
  const abandoned = model.abandoned();
  expect(await world.at(instance).api.recoverInDoubt()).toBe(abandoned.length);
  for (const person of abandoned) model.finish(person);
});
