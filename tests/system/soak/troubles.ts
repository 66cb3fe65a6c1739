import { setTimeout as sleep } from "node:timers/promises";
import type { createCrowd } from "../crash/crowd.ts";
import type { Chance } from "../support/chance.ts";
import type { Arena } from "./arena.ts";
import { LOSSES, type Loss } from "./losses.ts";

/** A store that was repaired is of use again after so long; until then people may be told that it isn't. */
const PROMISED_MS = 2_000;

/** Something that befalls a service. Only what befalls its store excuses a 503. Resolves when it is over and every process is ready again. */
type Trouble = (arena: Arena, crowd: Crowd, chance: Chance) => Promise<void>;
type Crowd = ReturnType<typeof createCrowd>;

const TROUBLES: readonly Trouble[] = [
  ...[injectFault, injectFault, injectFault, killStore, freezeStore, killApp, endEverything],
  ...LOSSES.map(lose),
  ...LOSSES.map(lose),
];

/** Gives one trouble after the other, in the order of chance; none comes again before all have come. */
export function* troubles(chance: Chance): Generator<Trouble, never> {
  for (;;) {
    const left = [...TROUBLES];
    while (left.length > 0) yield left.splice(chance.between(0, left.length - 1), 1)[0] as Trouble;
  }
}

async function injectFault(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  const { name, begin } = chance.oneOf(arena.faults);
  await under(arena, crowd, chance, name, async () => {
    await begin();
    await sleep(chance.between(300, 3_000));
    await arena.heal();
  });
}

/** Nothing is lost by it: every write is on disk before it is answered. */
function killStore(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  return under(arena, crowd, chance, "the store is killed", async () => {
    await arena.redis.primary.kill();
    await sleep(chance.between(0, 2_000));
    await arena.redis.primary.restart();
  });
}

function freezeStore(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  return under(arena, crowd, chance, "the store is frozen", async () => {
    process.kill(arena.redis.primary.pid, "SIGSTOP");
    await sleep(chance.between(300, 4_000));
    process.kill(arena.redis.primary.pid, "SIGCONT");
  });
}

async function killApp(arena: Arena, crowd: Crowd, chance: Chance): Promise<void> {
  await crowd.liveThrough(chance.oneOf([arena.steady, arena.frail()]), async () => {
    await sleep(chance.between(1_000, 5_000));
    arena.checker.count("a process is killed");
    await arena.replaceFrail();
  });
}

/** The one thing that logs everyone out, for good: the losses that follow don't bring anyone back. */
async function endEverything(arena: Arena, crowd: Crowd): Promise<void> {
  arena.checker.count("everything is ended");
  await crowd.putOut(arena.steady, arena.endEverything);
}

/** The store loses something while people live, and what brings it back is killed or frozen in the middle. */
function lose({ name, prepare }: Loss): Trouble {
  return async (arena, crowd, chance) => {
    const disturb = chance.oneOf([undisturbed, undisturbed, killInRecovery, freezeInRecovery]);
    const loss = await prepare(arena.redis);
    await under(arena, crowd, chance, name, async () => {
      await loss(chance);
      await disturb(arena, chance);
    });
  };
}

async function undisturbed(): Promise<void> {}

async function killInRecovery(arena: Arena, chance: Chance): Promise<void> {
  await sleep(chance.between(0, 200));
  arena.checker.count("a process is killed in a recovery");
  await arena.replaceFrail();
}

async function freezeInRecovery({ frail, checker }: Arena, chance: Chance): Promise<void> {
  await sleep(chance.between(0, 200));
  checker.count("a process is frozen in a recovery");
  const frozen = frail();
  frozen.signal("SIGSTOP");
  await sleep(chance.between(500, 4_000));
  frozen.signal("SIGCONT");
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
    const over = arena.checker.trouble(name);
    try {
      await trouble();
    } finally {
      over();
    }
    await sleep(PROMISED_MS);
    for (const app of [arena.steady, arena.late, arena.frail()]) await ready(app.address);
  });
}

/** Far longer than any recovery takes: without an end a soak would tell nothing. */
const GIVEN_UP_MS = 120_000;

async function ready(address: string): Promise<void> {
  const giveUpAt = Date.now() + GIVEN_UP_MS;
  for (;;) {
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    if (Date.now() > giveUpAt) throw new Error(`not ready again: ${await answer?.text()}`);
    await sleep(20);
  }
}
