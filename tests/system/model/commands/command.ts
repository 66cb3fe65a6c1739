import type fc from "fast-check";
import { expect } from "vitest";
import type { Answer } from "../instance.ts";
import type { Model } from "../model.ts";
import type { AccessToken, Person, RefreshToken, Token } from "../state.ts";
import type { World } from "../world.ts";

export type Command = fc.AsyncCommand<Model, World>;

/** Everything a command can be told by chance: which instance does it, and which of what there is. */
export interface Choice {
  readonly instance: number;
  readonly which: number;
  readonly other: number;
}

type Run = (model: Model, world: World, choice: Choice) => Promise<void>;

/** Something that is asked of both, and has to come to the same; then a few tokens are looked at. */
export function command(name: string, run: Run, check: (model: Model, choice: Choice) => boolean = () => true) {
  return (choice: Choice): Command => ({
    check: (model) => check(model, choice),
    async run(model, world) {
      await run(model, world, choice);
      model.done.push(name);
      await checkTokens(model, world, [...model.tokens.slice(-2), tokenOf(model, { which: choice.other })]);
    },
    toString: () => `${name}(${choice.instance}, ${choice.which}, ${choice.other})`,
  });
}

/** What every instance says of these tokens is what the rules say. Uses nothing up. */
export async function checkTokens(model: Model, world: World, tokens: readonly Token[]): Promise<void> {
  for (const [instance, { auth, database, clock }] of world.instances.entries()) {
    const ledger = database.sessions.ledger(clock(), { userAgent: null, address: null });
    for (const token of tokens) {
      const text = world.textOf(token);
      const asked = { number: token.number, instance };
      const { accepted } = await auth.explain(text, ledger);
      expect({ ...asked, accepted }).toEqual({ ...asked, accepted: model.isAccepted(token, instance) });
      if (token.kind === "refresh") continue;
      const verification = await auth.verify(text);
      const fate = verification.ok ? "live" : verification.code;
      expect({ ...asked, fate }).toEqual({ ...asked, fate: model.fate(token, instance) });
    }
  }
}

/** `live`, or why it was refused. */
export function outcome({ status, reason }: Answer): string {
  return status === 200 ? "live" : (reason ?? `status ${status}`);
}

type Which = Pick<Choice, "which">;

export function personOf(model: Model, { which }: Which): Person {
  return chosen(model.people, which);
}

/** Any token; those that came last more often than others. */
export function tokenOf(model: Model, { which }: Which): Token {
  return chosen(model.tokens.toReversed(), which);
}

export function refreshTokenOf(model: Model, { which }: Which): RefreshToken {
  return chosen(model.tokens.filter((token) => token.kind === "refresh").toReversed(), which);
}

/** An access token that lives, if there is one, but now and then any. */
export function accessTokenOf(model: Model, { which, instance }: Choice): AccessToken {
  const all = model.tokens.filter((token) => token.kind === "access").toReversed();
  const live = all.filter((token) => model.fate(token, instance) === "live");
  return chosen(live.length > 0 && which % 5 !== 0 ? live : all, which);
}

export function chosen<T>(choices: readonly T[], which: number): T {
  const found = choices[which % choices.length];
  if (found === undefined) throw new RangeError("there is nothing to choose from");
  return found;
}

/** Whether the account can be found: one whose deletion was begun can't. */
export function isSeen({ isDeleted, unfinished }: Person): boolean {
  return !isDeleted && unfinished?.kind !== "deletion";
}
