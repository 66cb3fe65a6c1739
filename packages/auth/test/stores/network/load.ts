import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { type Auth, createAuth, createKeyRing, generateKeySet, Unavailable } from "../../../src/index.ts";
import { redisStore } from "../../../src/stores/redis/index.ts";
import { journalingWitness } from "../../blacklist/journaled.ts";
import { range } from "../conformance/set-up.ts";

/** What a load was answered, from its start or since `forget`. */
export interface Report {
  /** Tokens that were accepted though their revocation had been answered before: must be 0. */
  readonly wrongAccepts: number;
  /** Live tokens that were refused: must be 0. */
  readonly wrong401s: number;
  /** Answers that were neither yes nor no. */
  readonly unavailable: number;
  readonly answered: { readonly writes: number; readonly reads: number };
  /** The longest call, whatever its answer, milliseconds. */
  readonly slowestMs: number;
  /** Other errors: must be none. */
  readonly errors: readonly unknown[];
}

export interface Load {
  report(): Report;
  /** Resolves with what was reported so far once everyone has stopped. */
  stop(): Promise<Report>;
  /** Resolves with the milliseconds until a login, its check and a logout were all answered again. */
  recovered(): Promise<number>;
}

export const LOAD_TIMEOUT_MS = 800;

const WRITERS = 3;
const READERS = 3;

/** Two processes on one store, with a journal, used by people who log in and out and by requests with live and with revoked tokens. */
export async function startLoad(url: string, keyPrefix: string): Promise<Load> {
  const [keys, witness] = [createKeyRing(await generateKeySet()), journalingWitness(() => new Date())];
  const store = redisStore({ url, keyPrefix });
  const start = () => createAuth({ issuer: "https://curfew.test", keys, witness, store, timeoutMs: LOAD_TIMEOUT_MS });
  const auths = [start(), start()] as const;
  onTestFinished(() => Promise.all(auths.map((auth) => auth.close())).then(() => {}));
  await untilAnswered(() => cycle(auths[0]));
  const seen = createCounts();
  let isOver = false;
  const repeat = async (work: () => Promise<void>) => {
    while (!isOver) {
      await work();
      await sleep(2);
    }
  };
  const running = auths.flatMap((auth) => [
    ...range(WRITERS).map(() => repeat(() => write(auth, seen))),
    ...range(READERS).map(() => repeat(() => read(auth, seen))),
  ]);
  const stop = async () => {
    isOver = true;
    await Promise.all(running);
    return seen.report();
  };
  onTestFinished(() => stop().then(() => {}));
  return { report: seen.report, stop, recovered: () => untilAnswered(() => cycle(auths[1])) };
}

/** A login whose token passes, and whose end is in force. */
async function cycle(auth: Auth): Promise<void> {
  const { token, session } = await login(auth);
  if (!(await auth.verify(token)).ok) throw new Error("a new login was refused");
  await auth.revokeSessions([session]);
  if ((await auth.verify(token)).ok) throw new Error("a revoked token was accepted");
}

async function untilAnswered(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    try {
      await work();
      return performance.now() - startedAt;
    } catch (error) {
      if (!(error instanceof Unavailable) || performance.now() - startedAt > 20_000) throw error;
      await sleep(20);
    }
  }
}

async function login(auth: Auth) {
  const session = await auth.createSession(randomUUID());
  return { token: (await auth.issue(session)).access.token, session };
}

type Counts = ReturnType<typeof createCounts>;

function createCounts() {
  const live: string[] = [];
  const revoked: string[] = [];
  const errors: unknown[] = [];
  const counts = { wrongAccepts: 0, wrong401s: 0, unavailable: 0, writes: 0, reads: 0, slowestMs: 0 };
  return {
    live,
    revoked,
    counts,
    async timed(work: () => Promise<void>) {
      const startedAt = performance.now();
      try {
        await work();
      } catch (error) {
        if (error instanceof Unavailable) counts.unavailable += 1;
        else errors.push(error);
      }
      counts.slowestMs = Math.max(counts.slowestMs, performance.now() - startedAt);
    },
    report(): Report {
      const { writes, reads, ...others } = counts;
      return { ...others, answered: { writes, reads }, errors: [...errors] };
    },
  };
}

/** Logs in, and stays, or logs out: from then on the token is one that must be refused. */
async function write(auth: Auth, { timed, live, revoked, counts }: Counts): Promise<void> {
  let newcomer: Awaited<ReturnType<typeof login>> | null = null;
  await timed(async () => {
    newcomer = await login(auth);
  });
  const known = newcomer as Awaited<ReturnType<typeof login>> | null;
  if (known === null) return;
  if (Math.random() < 0.2) return void live.push(known.token);
  await timed(async () => {
    await auth.revokeSessions([known.session]);
    revoked.push(known.token);
    counts.writes += 1;
  });
}

async function read(auth: Auth, { timed, live, revoked, counts }: Counts): Promise<void> {
  await timed(async () => {
    const token = revoked[Math.floor(Math.random() * revoked.length)];
    if (token !== undefined && (await auth.verify(token)).ok) counts.wrongAccepts += 1;
  });
  await timed(async () => {
    const token = live[Math.floor(Math.random() * live.length)];
    if (token === undefined) return;
    if (!(await auth.verify(token)).ok) counts.wrong401s += 1;
    counts.reads += 1;
  });
}
