import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Auth, Clock } from "@curfew/auth";
import type { Database } from "../database.ts";

/** Longer than any change takes: a mark older than this belongs to a process that died. */
const ABANDONED_MS = 10_000;

/** Longer than most changes take. */
const PATIENCE_MS = 1_000;
const PAUSE_MS = 20;

/** A change that ends all sessions of an account, begun in the database and not yet in the blacklist. */
export interface PendingRevocation {
  readonly userId: string;
  /** The account's mark in the database until then: when it began, and a random id. */
  readonly id: string;
  /** The one session that is to go on. */
  readonly exceptSessionId?: string;
}

/** The services that ending sessions in both stores needs. */
export interface RevocationServices {
  readonly auth: Auth;
  readonly database: Database;
  readonly clock: Clock;
}

/** Is told what went wrong without a caller being answered so. */
export interface ReportingServices extends RevocationServices {
  readonly report: (problem: { readonly path: string; readonly error: unknown }) => void;
}

/** Makes the mark of a revocation that begins now, by the database's clock: other hosts judge how old it is. */
export async function newRevocationId(services: Pick<RevocationServices, "database">): Promise<string> {
  const now = await databaseTime(services);
  return `${now.getTime()}.${randomBytes(9).toString("base64url")}`;
}

async function databaseTime({ database }: Pick<RevocationServices, "database">): Promise<Date> {
  return (await database.checkpoint.read()).at;
}

/**
 * Ends all sessions of a subject once the change itself stands in the database: the blacklist, then
 * the session list and the mark. Resolves with the new epoch. If that can't be answered for, the change is
 * taken back; the sessions may have ended all the same, and to repeat it is safe.
 */
export async function commitRevocation(services: ReportingServices, ending: PendingRevocation): Promise<string> {
  const { users } = services.database;
  const known = await knownSessions(services, ending.userId);
  const named = known.filter(({ id }) => id !== ending.exceptSessionId);
  const epoch = await services.auth.revokeSubject(ending.userId, named).catch(async (error: unknown) => {
    // Should this fail too, the mark stays, and the next request that meets it finishes what was begun.
    await users.rollback(ending.userId, ending.id).catch((second: unknown) => report(services, second));
    throw error;
  });
  await users.commit(ending.userId, { ending: ending.id, at: services.clock() });
  return epoch;
}

/**
 * Finishes a revocation that another request began. Always forward and always under a new epoch: to write an
 * old one again could bring back what was revoked since.
 */
export async function finishRevocation(services: RevocationServices, ending: PendingRevocation): Promise<void> {
  const account = await services.database.users.byId(ending.userId);
  // A change of password spares one session, and only the request that began it can carry that one over.
  const sparesOne = account !== null && account.suspendedAt === null;
  await services.auth.revokeSubject(ending.userId, sparesOne ? [] : await knownSessions(services, ending.userId));
  await services.database.users.commit(ending.userId, { ending: ending.id, at: services.clock() });
}

/**
 * Waits for a revocation that another request began, and finishes it if that takes too long. A change of password whose
 * epoch another one replaces couldn't carry over the session it was made from, so it gets its time.
 */
export async function awaitRevocation(services: RevocationServices, ending: PendingRevocation): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  const isNew = isYounger(ending.id, PATIENCE_MS, await databaseTime(services));
  while (isNew && performance.now() < giveUpAt) {
    await sleep(PAUSE_MS);
    const account = await services.database.users.byId(ending.userId);
    if (account?.ending !== ending.id) return;
  }
  await finishRevocation(services, ending);
}

/** Ends every session of a subject; nothing else about the account changes. Answers how many stood on the list. */
export async function revokeAllSessions(services: RevocationServices, userId: string): Promise<number> {
  const known = await knownSessions(services, userId);
  await services.auth.revokeSubject(userId, known);
  // No others: what has opened since was born under the new epoch, and lives.
  const ids = known.map(({ id }) => id);
  return (await services.database.sessions.end(ids, services.clock())).length;
}

/**
 * Lists the sessions to revoke by id too: one that is just being carried over another revocation must not outlive this
 * one.
 */
function knownSessions({ database, clock }: RevocationServices, userId: string) {
  return database.sessions.live(userId, clock(), null);
}

/**
 * Finishes the revocations of processes that died; answers how many. One that can't be finished is reported and
 * skipped.
 */
export async function recoverInDoubt(services: ReportingServices): Promise<number> {
  const left = await services.database.users.listInDoubt();
  if (left.length === 0) return 0;
  const now = await databaseTime(services);
  const abandoned = left.filter(({ ending }) => !isYounger(ending, ABANDONED_MS, now));
  let finished = 0;
  for (const { id, ending } of abandoned) {
    try {
      await finishRevocation(services, { userId: id, id: ending });
      finished += 1;
    } catch (error) {
      services.report({ path: "an ending left behind", error });
    }
  }
  return finished;
}

function isYounger(mark: string, milliseconds: number, now: Date): boolean {
  const startedAt = Number.parseInt(mark, 10);
  return Math.abs(now.getTime() - startedAt) < milliseconds;
}

function report(services: ReportingServices, error: unknown): void {
  services.report({ path: "cancel of an ending", error });
}
