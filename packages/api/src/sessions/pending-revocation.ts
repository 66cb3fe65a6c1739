import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "../context.ts";

/** Longer than any change takes; a mark older than this belongs to a process that died. */
const ABANDONED_MS = 10_000;

/** Longer than most changes take. */
const PATIENCE_MS = 1_000;
const PAUSE_MS = 20;

/** A change that ends all sessions of an account, begun in the database and not yet in the blacklist. */
export interface PendingRevocation {
  readonly userId: string;
  /** What the database marks the account with meanwhile: when it began, and who. */
  readonly id: string;
  /** The one session that is to go on. */
  readonly exceptSessionId?: string;
}

type Foundation = Pick<Services, "auth" | "database" | "clock">;
type Reporting = Foundation & Pick<Services, "report">;

/** A mark for an ending that begins now, by the database's clock: other hosts judge how old it is. */
export async function newRevocationId(parts: Pick<Services, "database">): Promise<string> {
  const now = await databaseTime(parts);
  return `${now.getTime()}.${randomBytes(9).toString("base64url")}`;
}

async function databaseTime({ database }: Pick<Services, "database">): Promise<Date> {
  return (await database.checkpoint.read()).at;
}

/**
 * Ends all sessions of a subject once the change itself stands in the database: the blacklist, then
 * the session list and the mark. Resolves with the new epoch. If that can't be answered for, the change is
 * taken back; the sessions may have ended all the same, and to repeat it is safe.
 */
export async function commitRevocation(parts: Reporting, ending: PendingRevocation): Promise<string> {
  const { users } = parts.database;
  const known = await knownSessions(parts, ending.userId);
  const named = known.filter(({ id }) => id !== ending.exceptSessionId);
  const epoch = await parts.auth.revokeSubject(ending.userId, named).catch(async (error: unknown) => {
    // Should this fail too, the mark stays, and whoever meets it finishes what was begun.
    await users.rollback(ending.userId, ending.id).catch((second: unknown) => report(parts, second));
    throw error;
  });
  await users.commit(ending.userId, { ending: ending.id, at: parts.clock() });
  return epoch;
}

/**
 * Finishes an ending that somebody else began. Always forward and always under a new epoch: to put an
 * old one again could bring back what was ended since.
 */
export async function finishRevocation(parts: Foundation, ending: PendingRevocation): Promise<void> {
  const account = await parts.database.users.byId(ending.userId);
  // A change of password spares one session, and only who began it knows how to carry that one over.
  const sparesOne = account !== null && account.suspendedAt === null;
  await parts.auth.revokeSubject(ending.userId, sparesOne ? [] : await knownSessions(parts, ending.userId));
  await parts.database.users.commit(ending.userId, { ending: ending.id, at: parts.clock() });
}

/**
 * Has an ending finished that somebody else began. They are given a moment to do it themselves: a change of
 * password whose epoch another one replaces couldn't carry over the session it was made from.
 */
export async function awaitRevocation(parts: Services, ending: PendingRevocation): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  const isNew = isYounger(ending.id, PATIENCE_MS, await databaseTime(parts));
  while (isNew && performance.now() < giveUpAt) {
    await sleep(PAUSE_MS);
    const account = await parts.database.users.byId(ending.userId);
    if (account?.ending !== ending.id) return;
  }
  await finishRevocation(parts, ending);
}

/** Ends every session of a subject; nothing else about the account changes. Answers how many stood on the list. */
export async function revokeAllSessions(parts: Foundation, userId: string): Promise<number> {
  const known = await knownSessions(parts, userId);
  await parts.auth.revokeSubject(userId, known);
  // No others: what has opened since was born under the new epoch, and lives.
  const ids = known.map(({ id }) => id);
  return (await parts.database.sessions.end(ids, parts.clock())).length;
}

/** By name too: one that is just being carried over another ending must not outlive this one. */
function knownSessions({ database, clock }: Foundation, userId: string) {
  return database.sessions.live(userId, clock(), null);
}

/** Finishes the endings that processes left behind when they died; one that can't be finished is in no other's way. */
export async function recoverInDoubt(parts: Services): Promise<number> {
  const left = await parts.database.users.listInDoubt();
  if (left.length === 0) return 0;
  const now = await databaseTime(parts);
  const abandoned = left.filter(({ ending }) => !isYounger(ending, ABANDONED_MS, now));
  let finished = 0;
  for (const { id, ending } of abandoned) {
    try {
      await finishRevocation(parts, { userId: id, id: ending });
      finished += 1;
    } catch (error) {
      parts.report({ path: "an ending left behind", error });
    }
  }
  return finished;
}

function isYounger(mark: string, milliseconds: number, now: Date): boolean {
  const startedAt = Number.parseInt(mark, 10);
  return Math.abs(now.getTime() - startedAt) < milliseconds;
}

function report(parts: Reporting, error: unknown): void {
  parts.report({ path: "cancel of an ending", error });
}
