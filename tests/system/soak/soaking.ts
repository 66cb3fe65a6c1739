import { setTimeout as sleep } from "node:timers/promises";
import { createCrowd } from "../crash/crowd.ts";
import type { Chance } from "../support/chance.ts";
import { type Arena, openArena } from "./arena.ts";
import type { Checker } from "./checker.ts";
import { forge } from "./hostile/forger.ts";
import { crossOrigins, guess } from "./hostile/guesser.ts";
import { type Attack, type Field, keepOn } from "./hostile/hostile.ts";
import { sendNoise, sendNonsense } from "./hostile/malformed-input.ts";
import { presentTheDead, visitAfterTheEnd } from "./hostile/revoked-tokens.ts";
import { reuse } from "./hostile/thief.ts";
import { wander, watchAndLeave } from "./hostile/visitor.ts";
import { createLoyalUser } from "./loyal-user.ts";
import { type Sample, sample } from "./memory.ts";
import type { StoreKind } from "./store-line.ts";
import { watchStrain } from "./strain.ts";
import { troubles } from "./troubles.ts";

/** What came of a soak. */
export interface Soaked {
  readonly checker: Checker;
  /** Of the two processes that ran all the time. */
  /** The share of the time in which the machine was too busy to tell how long anything takes, from 0 to 1. */
  readonly strain: number;
  readonly memory: { readonly steady: readonly Sample[]; readonly late: readonly Sample[] };
}

const PEOPLE = 4;
/** Sessions that are over are presented again and again; so many of each person's are remembered. */
const REMEMBERED = 300;

/** How often each attack comes, milliseconds. */
const ATTACKS: readonly (readonly [Attack, pauseMs: number])[] = [
  [presentTheDead, 25],
  [presentTheDead, 25],
  [forge, 30],
  [reuse, 2_000],
  [guess, 1_500],
  [crossOrigins, 200],
  [sendNoise, 100],
  [sendNonsense, 100],
  [wander, 300],
  [watchAndLeave, 5_000],
];
const WITH_PAGES: typeof ATTACKS = [[visitAfterTheEnd, 300]];

/** So many stay logged in, and ask for something so often, milliseconds. */
const LOYAL_USERS = 8;
const LOYAL_EVERY_MS = 100;

/** Has people live under attack and trouble for so long, and answers for everything that was answered. */
export async function soak(
  kind: StoreKind,
  { chance, durationMs, sampleEveryMs }: { chance: Chance; durationMs: number; sampleEveryMs: number },
): Promise<Soaked> {
  const arena = await openArena(kind);
  const crowd = createCrowd(PEOPLE, chance.split());
  const end = performance.now() + durationMs;
  let isBroken = false;
  const isOver = () => isBroken || performance.now() >= end;
  const memory = { steady: [] as Sample[], late: [] as Sample[] };
  const attacks = attack({ ...arena, chance: chance.split(), dead: crowd.dead }, isOver);
  const watching = watchMemory(arena, memory, sampleEveryMs, isOver);
  const straining = watchStrain(arena.checker, () => [arena.steady, arena.late], isOver);
  try {
    for (const trouble of troubles(chance)) {
      if (isOver()) break;
      await trouble(arena, crowd, chance);
      crowd.forget(REMEMBERED);
    }
    await attacks;
    await crowd.checkAll(arena.steady);
  } catch (cause) {
    isBroken = true;
    arena.checker.violation(`people found something else than they were answered: ${cause}`);
  } finally {
    await Promise.all([attacks, watching, straining]);
    await arena.close();
  }
  return { checker: arena.checker, memory, strain: await straining };
}

async function attack(field: Field, isOver: () => boolean): Promise<void> {
  const loyalUsers = Array.from({ length: LOYAL_USERS }, () => [createLoyalUser(), LOYAL_EVERY_MS] as const);
  const attacks = [...ATTACKS, ...loyalUsers, ...(field.hasPages ? WITH_PAGES : [])];
  await Promise.all(
    attacks.map(([each, pauseMs]) => keepOn(each, { ...field, chance: field.chance.split() }, pauseMs, isOver)),
  );
}

async function watchMemory(
  { steady, late }: Arena,
  memory: { readonly steady: Sample[]; readonly late: Sample[] },
  everyMs: number,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    for (const [app, samples] of [
      [steady, memory.steady],
      [late, memory.late],
    ] as const) {
      const taken = await sample(app);
      if (taken !== null) samples.push(taken);
    }
    await sleep(everyMs);
  }
}
