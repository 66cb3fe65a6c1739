import { expect } from "vitest";
import { command, isSeen, outcome, personOf } from "./command.ts";

export const suspend = command("suspend", async (model, world, choice) => {
  const person = personOf(model, choice);
  const userId = world.userId(person.email);
  const answer = await world.administer(choice.instance, "admin.suspend", { userId });
  expect(outcome(answer)).toBe(isSeen(person) ? "live" : "not_found");
  if (!isSeen(person)) return;
  model.finish(person);
  model.endAll(person);
  person.isSuspended = true;
});

export const restore = command("restore", async (model, world, choice) => {
  const person = personOf(model, choice);
  const userId = world.userId(person.email);
  const answer = await world.administer(choice.instance, "admin.restore", { userId });
  expect(outcome(answer)).toBe(isSeen(person) ? "live" : "not_found");
  if (isSeen(person)) person.isSuspended = false;
});

export const endSessions = command("end sessions", async (model, world, choice) => {
  const person = personOf(model, choice);
  const userId = world.userId(person.email);
  const answer = await world.administer(choice.instance, "admin.endSessions", { userId });
  expect(outcome(answer)).toBe(isSeen(person) ? "live" : "not_found");
  if (isSeen(person)) model.endAll(person);
});

export const endEverything = command("end everything", async (model, world, choice) => {
  const answer = await world.administer(choice.instance, "admin.endEverything");
  expect(outcome(answer)).toBe("live");
  model.endEverything();
});
