import { setTimeout as sleep } from "node:timers/promises";
import { tell } from "@curfew/testing/redis-server";
import { expect } from "vitest";
import type { createCrowd } from "../crash/crowd.ts";
import type { Chance } from "../support/chance.ts";
import { askToSignUp, logIn, logOut, newPerson } from "../support/person.ts";
import type { Arena } from "./arena.ts";

/** A store that was repaired is of use again after so long; until then people may be told that it isn't. */
const PROMISED_MS = 2_000;

/** Something that befalls a service. Only what befalls its store excuses a 503. Resolves when it is over and every process is ready again. */
type Trouble = (arena: Arena, crowd: Crowd, chance: Chance) => Promise<void>;
type Crowd = ReturnType<typeof createCrowd>;

/** A process that knew of a revocation only from another one's witness recognises an older store after so long. */
const WITNESS_MS = 1_100;

const OFTEN: Trouble = injectFault;
const TROUBLES: readonly Trouble[] = [OFTEN, OFTEN, OFTEN, OFTEN, OFTEN, killStore, killApp, flush, restoreBackup];

/** People live through some trouble, and nobody is let in who had been put out. */
export async function oneTrouble(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  await chance.oneOf(TROUBLES)(arena, crowd, chance);
}

async function injectFault(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  const { name, begin } = chance.oneOf(arena.faults);
  await under(arena, crowd, chance, name, async () => {
    await begin();
    await sleep(chance.between(300, 3_000));
    await arena.heal();
  });
}

function killStore(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  return under(arena, crowd, chance, "the store is killed", async () => {
    await arena.redis.kill();
    await sleep(chance.between(0, 2_000));
    await arena.redis.restart();
  });
}

async function killApp(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  await crowd.liveThrough(chance.oneOf([arena.steady, arena.frail()]), async () => {
    await sleep(chance.between(1_000, 5_000));
    arena.checker.count("a process is killed");
    await arena.replaceFrail();
  });
}

async function flush(arena: Arena, crowd: Crowd): Promise<void> {
  await arena.ageLoss();
  await crowd.putOut(arena.steady, () => troubled(arena, "the store is flushed", () => tell(arena.redis, "FLUSHALL")));
}

/**
 * Nothing is written in the last second before: what another process revoked then is not known to be lost. One logout
 * is certain to come after the backup: a store that has lost no revocation has lost nothing that anybody has to notice.
 */
async function restoreBackup(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  await arena.ageLoss();
  await arena.keep();
  await crowd.liveThrough(arena.steady, async () => {
    await logOutSomebody(arena);
    await sleep(chance.between(2_000, 4_000));
  });
  await crowd.putOut(arena.steady, () =>
    troubled(arena, "the store is put back to a backup", async () => {
      await chance.oneOf(arena.faults.filter(({ name }) => name === "refused")).begin();
      await sleep(WITNESS_MS);
      await arena.restore();
      await arena.heal();
    }),
  );
}

async function logOutSomebody({ steady }: Arena): Promise<void> {
  const person = newPerson();
  expect((await askToSignUp(steady, person)).status).toBe(200);
  const { accessToken } = await logIn(steady, person);
  expect((await logOut(steady, accessToken)).data).toEqual({ revoked: true });
}

/** People do what people do, through one of the processes, before and while something happens. */
async function under(
  arena: Arena,
  crowd: Crowd,
  chance: Chance,
  name: string,
  trouble: () => Promise<void>,
): Promise<void> {
  await crowd.liveThrough(chance.oneOf([arena.steady, arena.frail()]), async () => {
    await sleep(chance.between(1_000, 5_000));
    await troubled(arena, name, trouble);
  });
}

async function troubled(arena: Arena, name: string, trouble: () => Promise<void>): Promise<void> {
  const over = arena.checker.trouble(name);
  try {
    await trouble();
  } finally {
    over();
  }
  await sleep(PROMISED_MS);
  for (const app of [arena.steady, arena.late, arena.frail()]) await ready(app.address);
}

async function ready(address: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await sleep(20);
  }
}
