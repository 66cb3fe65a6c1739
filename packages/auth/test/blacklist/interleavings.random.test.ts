import { times } from "@curfew/testing/effort";
import { expect, test } from "vitest";
import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import { createKeyRing, generateKeySet, type Store, type Witness } from "../../src/index.ts";
import { createTestAuth, createTestClock, type TestAuth } from "../../src/testing/index.ts";
import { swappable } from "./cluster.ts";
import { type Replayable, replayable } from "./replayable.ts";
import { chanceOf, createSchedule, drain } from "./schedule.ts";

const ring = createKeyRing(await generateKeySet());

/** More than any path needs, however often it is held up. */
const PATIENT_MS = 60_000;

/** A witness that tells databases apart, as every real one does. */
function namedWitness(now: () => Date): Witness {
  const plain = memoryWitness(now);
  const named = <T extends { readonly checkpoint: object }>(answer: T): T => {
    return { ...answer, checkpoint: { ...answer.checkpoint, databaseId: "a-database" } };
  };
  return {
    ...plain,
    read: async () => named(await plain.read()),
    replace: async (version, change) => named(await plain.replace(version, change)),
  };
}

interface Login {
  readonly access: { readonly token: string };
  readonly session: { readonly id: string; readonly subject: string; readonly expiresAt: Date };
  /** When an ending of it was answered, by the step; and by the clock. */
  ended: { readonly by: TestAuth; readonly at: number } | null;
}

/** One run: processes that log out, in any order, over a store that fails over to any earlier state of itself. */
async function run(seed: number, staleness: number) {
  const chance = chanceOf(seed);
  const clock = createTestClock();
  const { store, swap, now } = swappable<Replayable>(replayable(clock));
  const witness = namedWitness(clock.now);
  const plain = await createTestAuth({ clock, store, witness, ring, timeoutMs: PATIENT_MS });
  const logins: Login[] = [];
  for (let i = 0; i < 12; i += 1) logins.push({ ...(await plain.login()), ended: null });

  const schedule = createSchedule(chance);
  const start = (of: Store) => {
    return createTestAuth({
      clock,
      ring,
      timeoutMs: PATIENT_MS,
      store: schedule.store(of),
      witness: schedule.witness(witness),
      maxStalenessMs: staleness,
    });
  };
  const processes = [await start(store), await start(store), await start(store)];
  const any = <T>(list: readonly T[]): T => list[chance(list.length)] as T;
  const outcomes = { answered: 0, refused: 0, passed: 0, failovers: 0 };
  const wrong: string[] = [];

  const end = async (login: Login) => {
    const by = any(processes);
    const isBySubject = chance(3) === 0;
    const ending = isBySubject ? by.auth.revokeSubject(login.session.subject) : by.auth.revokeSessions([login.session]);
    await ending.then(
      () => {
        outcomes.answered += 1;
        login.ended ??= { by, at: clock.now().getTime() };
      },
      () => {},
    );
  };

  const verify = async (login: Login) => {
    const at = any(processes);
    const { ended } = login;
    const lateMs = ended === null ? 0 : clock.now().getTime() - ended.at;
    const mustRefuse =
      ended !== null &&
      (lateMs >= 1_000 + staleness || (at === ended.by && staleness === 0 && outcomes.failovers === 0));
    const verification = await at.auth.verify(login.access.token).catch(() => null);
    if (verification?.ok === true) outcomes.passed += 1;
    if (verification?.ok === false) outcomes.refused += 1;
    if (verification?.ok === true && mustRefuse) wrong.push(`${lateMs} ms after it was ended`);
  };

  const failOver = async () => {
    if (outcomes.failovers >= 2) return;
    outcomes.failovers += 1;
    swap(await now().copy(chance(6)));
  };

  const tasks: Promise<void>[] = [];
  for (let i = 0; i < 250; i += 1) {
    const dice = chance(20);
    if (dice < 3) tasks.push(end(any(logins)));
    else if (dice < 6) tasks.push(verify(any(logins)));
    else if (dice === 6) await failOver();
    else if (dice === 7) clock.advance({ milliseconds: 1 + chance(1_500) });
    else await schedule.step();
  }
  await drain(schedule, tasks);
  // What was answered holds for everybody who comes later, once and for all.
  clock.advance({ seconds: 70 });
  const last = [...processes, await start(store)].flatMap((process) =>
    logins.map(async ({ access, ended }) => {
      const verification = await process.auth.verify(access.token).catch(() => null);
      if (ended !== null && verification?.ok === true) wrong.push("at the end");
    }),
  );
  await drain(schedule, last);
  return { wrong, ...outcomes };
}

test.each([0, 500])(
  "No interleaving with failovers brings back a revoked token: staleness %s ms",
  async (staleness) => {
    const first = Number(process.env.CURFEW_SEED ?? Date.now() % 2 ** 31);
    console.log(`interleavings: CURFEW_SEED=${first}`);
    const sum = { answered: 0, refused: 0, passed: 0, failovers: 0 };
    for (let seed = first; seed < first + times(160); seed += 1) {
      const { wrong, ...outcomes } = await run(seed, staleness);
      expect(wrong, `CURFEW_SEED=${seed}`).toEqual([]);
      for (const name of ["answered", "refused", "passed", "failovers"] as const) sum[name] += outcomes[name];
    }
    console.log(`interleavings: ${JSON.stringify(sum)}`);
    // The runs did what they are for.
    expect(Math.min(sum.answered, sum.refused, sum.passed, sum.failovers)).toBeGreaterThan(times(50));
  },
  120_000,
);
