import { setTimeout as sleep } from "node:timers/promises";
import type { Held } from "../../crash/simulated-user.ts";
import type { Chance } from "../../support/chance.ts";
import type { Arena } from "../arena.ts";

/** What somebody hostile finds: a service, and what they have got hold of. */
export interface Field extends Arena {
  readonly chance: Chance;
  /** Sessions whose end was answered, of other people. */
  dead(): readonly Held[];
}

/** Does something once that must come to nothing. A request that is given no answer proves nothing. */
export type Attack = (field: Field) => Promise<void>;

/** Goes on with an attack until it is over, so many milliseconds apart. */
export async function keepOn(attack: Attack, field: Field, pauseMs: number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await attack(field).catch((cause: unknown) => {
      // The process was killed under it, or the server hung up on it.
      if (cause instanceof TypeError) field.checker.count("not answered");
      else field.checker.violation(`an attack (${attack.name}) ended in ${cause}`);
    });
    await sleep(field.chance.between(0, 2 * pauseMs));
  }
}

/** An address of one's own, as a trusted proxy would tell it. */
export function from(chance: Chance): { readonly "x-forwarded-for": string } {
  return { "x-forwarded-for": `10.${chance.between(0, 255)}.${chance.between(0, 255)}.${chance.between(1, 254)}` };
}
