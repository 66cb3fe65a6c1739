import { times } from "@curfew/testing/effort";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { SignedClaims, Store, TokenPair, Witness } from "../../src/index.ts";
import { createKeyRing, generateKeySet, StoreError, wrapStore } from "../../src/index.ts";
import { createTestAuth, type TestAuth } from "../../src/testing/index.ts";
import { journaledCluster } from "./journaled.ts";
import { chanceOf } from "./schedule.ts";

const ring = createKeyRing(await generateKeySet());

/** A session as its user knows it. */
interface Known {
  readonly id: string;
  readonly subject: string;
  readonly expiresAt: Date;
  pair: Pick<TokenPair, "access" | "refresh">;
  /** Refresh tokens that were used, the last one excepted. */
  readonly used: string[];
  /** `live`: it must go on. `ended`: that was answered. `maybe`: an ending of it was sent and not answered. */
  state: "live" | "ended" | "maybe";
}

const command = fc.oneof(
  { weight: 3, arbitrary: fc.constant("login" as const) },
  { weight: 3, arbitrary: fc.constant("refresh" as const) },
  { weight: 2, arbitrary: fc.constant("endSession" as const) },
  { weight: 2, arbitrary: fc.constant("endToken" as const) },
  { weight: 2, arbitrary: fc.constant("endSubject" as const) },
  { weight: 1, arbitrary: fc.constant("endEverything" as const) },
  { weight: 1, arbitrary: fc.constant("reuse" as const) },
  { weight: 3, arbitrary: fc.constant("loseSuffix" as const) },
  { weight: 2, arbitrary: fc.constant("loseAll" as const) },
  { weight: 1, arbitrary: fc.constant("restoreBackup" as const) },
  { weight: 2, arbitrary: fc.constant("lag" as const) },
  { weight: 3, arbitrary: fc.constant("kill" as const) },
  { weight: 4, arbitrary: fc.constant("verify" as const) },
  { weight: 1, arbitrary: fc.constant("pass" as const) },
);

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** What another process revoked a moment before a loss is in force again when every copy of the checkpoint is read anew. */
const NOTICED_MS = 1_001;

/** Everything that a process sends, until it dies at one of its calls: that one takes effect or doesn't. */
function mortal(store: Store, witness: Witness) {
  let left = Number.POSITIVE_INFINITY;
  let takesEffect = false;
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left < -1 || (left === -1 && !takesEffect)) throw new StoreError("killed");
    const answer = await work();
    if (left < 0) throw new StoreError("killed");
    return answer;
  };
  return {
    store: wrapStore(store, (_method, work) => call(() => work())),
    witness: {
      ...witness,
      read: () => call(witness.read),
      replace: (...args) => call(() => witness.replace(...args)),
    } as Witness,
    killAfter(calls: number, isDone: boolean) {
      [left, takesEffect] = [calls, isDone];
    },
    isDead: () => left < 0,
  };
}

/** One run: two processes, a store that loses things, and what was answered. */
async function run(commands: readonly Command[], seed: number): Promise<{ wrong: string[]; answered: number }> {
  const chance = chanceOf(seed);
  const all = await journaledCluster();
  const { clock, now, swap, empty, witness, ledger } = all;
  let lagCalls = 0;
  const plain = all.first.store;
  const store: Store = {
    ...plain,
    read: async (keys) => (lagCalls > 0 ? (await now().copy(lagCalls)).read(keys) : plain.read(keys)),
  };
  const start = async () => {
    const process = mortal(store, witness);
    const made = await createTestAuth({
      clock,
      ring,
      timeoutMs: 60_000,
      store: process.store,
      witness: process.witness,
    });
    return { ...process, ...made } as typeof process & TestAuth;
  };
  const processes = [await start(), await start()];
  const sessions: Known[] = [];
  const wrong: string[] = [];
  let answered = 0;
  let backup = await now().copy();

  const any = <T>(list: readonly T[]): T | undefined => list[chance(Math.max(1, list.length))];
  const by = async () => {
    const index = chance(2);
    if (processes[index]?.isDead()) processes[index] = await start();
    return processes[index] as (typeof processes)[number];
  };
  /** What became of an ending that concerns these. */
  const end = async (ending: Promise<unknown>, concerned: readonly Known[]) => {
    const isAnswered = await ending.then(
      () => true,
      () => false,
    );
    if (isAnswered) answered += 1;
    if (lagCalls > 0) clock.advance({ milliseconds: NOTICED_MS });
    for (const each of concerned) {
      if (isAnswered) each.state = "ended";
      else if (each.state === "live") each.state = "maybe";
    }
  };
  const claimsOf = async (token: string) => (await (await by()).auth.verifySignature(token)) as SignedClaims;
  const verify = async (each: Known, what: string) => {
    const verification = await (await by()).auth.verify(each.pair.access.token).catch(() => null);
    if (verification?.ok === true && each.state === "ended") wrong.push(`${what}: a revoked token passed`);
    if (verification?.ok === false && each.state === "live") wrong.push(`${what}: a live token was refused`);
    return verification;
  };

  const steps: Record<Command, () => Promise<void>> = {
    async login() {
      const pair = await all.login(await by(), `subject-${chance(3)}`).catch(() => null);
      if (pair === null) return;
      const { id, subject, expiresAt } = pair.session;
      sessions.push({ id, subject, expiresAt, pair, used: [], state: "live" });
    },
    async refresh() {
      const each = any(sessions);
      if (each === undefined) return;
      const token = each.pair.refresh.token;
      const process = await by();
      const rotation = await process.auth.rotate(token, ledger).catch(() => null);
      if (rotation?.ok === true) {
        if (each.state === "ended") wrong.push("an ended session was refreshed");
        each.used.push(token);
        each.pair = rotation.pair;
      }
      if (rotation?.ok === false && each.state === "live") wrong.push("a live session was not refreshed");
    },
    async endSession() {
      const each = any(sessions);
      if (each !== undefined) await end((await by()).auth.revokeSessions([each]), [each]);
    },
    async endToken() {
      const each = any(sessions);
      if (each === undefined) return;
      const claims = await claimsOf(each.pair.access.token);
      const before = each.state;
      await end((await by()).auth.revoke(claims), [each]);
      // The session goes on: it isn't looked at any more whether its other tokens do.
      if (before !== "ended") await verify(each, "after its token was ended");
      if (before !== "ended") sessions.splice(sessions.indexOf(each), 1);
    },
    async endSubject() {
      const each = any(sessions);
      if (each === undefined) return;
      const concerned = sessions.filter(({ subject }) => subject === each.subject);
      await end((await by()).auth.revokeSubject(each.subject), concerned);
    },
    async endEverything() {
      await end((await by()).auth.revokeAll(), sessions);
    },
    async reuse() {
      const each = any(sessions.filter(({ used }) => used.length >= 2));
      const token = each?.used[0];
      if (each === undefined || token === undefined) return;
      const rotation = await (await by()).auth.rotate(token, ledger).catch(() => null);
      if (rotation?.ok === true) wrong.push("a used refresh token was exchanged");
      if (each.state === "live") each.state = rotation === null ? "maybe" : "ended";
      if (lagCalls > 0) clock.advance({ milliseconds: NOTICED_MS });
    },
    async loseSuffix() {
      swap(await now().copy(1 + chance(6)));
      // A store that forgot its id gets another, and a backup of the one before is refused as a second server's.
      if ((await now().read(["store"]))[0] === null) backup = await now().copy();
      clock.advance({ milliseconds: NOTICED_MS });
    },
    async loseAll() {
      swap(empty());
      clock.advance({ milliseconds: NOTICED_MS });
      backup = await now().copy();
    },
    async restoreBackup() {
      swap(await backup.copy());
      clock.advance({ milliseconds: NOTICED_MS });
    },
    async lag() {
      lagCalls = chance(4);
      clock.advance({ milliseconds: NOTICED_MS });
    },
    async kill() {
      const process = await by();
      process.killAfter(chance(8), chance(2) === 0);
    },
    async verify() {
      const each = any(sessions);
      if (each !== undefined) await verify(each, "meanwhile");
    },
    async pass() {
      backup = await now().copy();
      clock.advance({ seconds: 1 + chance(5) });
    },
  };

  for (const each of commands) await steps[each]();
  lagCalls = 0;
  clock.advance({ seconds: 2 });
  for (const [i] of processes.entries()) processes[i] = await start();
  // Once nothing fails any more, everyone who is logged in is served.
  for (const each of sessions) {
    const verification = await verify(each, "at the end");
    if (verification === null && each.state === "live") wrong.push("a live session is not served again");
  }
  return { wrong, answered };
}

test("Whatever a store loses, no revoked token passes and no live session ends", async () => {
  const seed = Number(process.env.CURFEW_SEED ?? Date.now() % 2 ** 31);
  const numRuns = times(2_000);
  console.log(`losses: CURFEW_SEED=${seed}`);
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 6, maxLength: 24 }), fc.nat(), async (commands, chances) => {
      const outcome = await run(commands, chances);
      answered += outcome.answered;
      expect(outcome.wrong).toEqual([]);
    }),
    { numRuns, seed },
  );
  console.log(`losses: ${answered} endings were answered`);
  expect(answered).toBeGreaterThan(numRuns / 10);
}, 240_000);
