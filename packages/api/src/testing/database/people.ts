import { randomUUID } from "node:crypto";
import type { ClientMetadata, NewAccount, NewSession, SessionRecord, Sessions, Users } from "../../database.ts";

/** An instant with milliseconds that matter. */
export const NOON = new Date("2026-11-21T12:00:00.123Z");

export function later(milliseconds: number, than = NOON): Date {
  return new Date(than.getTime() + milliseconds);
}

export function newAccount(given: Partial<NewAccount> = {}): NewAccount {
  const id = randomUUID();
  return { id, email: `${id}@example.test`, name: "Ada Byron", passwordHash: `hash-${id}`, createdAt: NOON, ...given };
}

export function newSession(userId: string, given: Partial<NewSession> = {}): NewSession {
  return {
    id: randomUUID(),
    userId,
    generation: "1.first",
    startedAt: NOON,
    expiresAt: later(60_000),
    refreshTokenId: null,
    userAgent: "Test/1.0",
    address: "192.0.2.1",
    ...given,
  };
}

/** The record of a session that was opened and not used since. */
export function unused({ refreshTokenId: _, ...session }: NewSession): SessionRecord {
  return { ...session, name: null, lastSeenAt: session.startedAt, endedAt: null };
}

/** Signs somebody up. */
export async function signUpUser(users: Users, given: Partial<NewAccount> = {}) {
  const account = newAccount(given);
  const session = newSession(account.id);
  const outcome = await users.signUp(account, session);
  if (outcome !== "created") throw new Error(`The user could not sign up: ${outcome}.`);
  return { account, session };
}

/** Has a session refreshed by a client at a moment. */
export async function refreshed(sessions: Sessions, id: string, at: Date, client: ClientMetadata): Promise<void> {
  const ledger = sessions.ledger(at, client);
  const ordinal = (await ledger.read(id))?.state?.ordinal ?? 0;
  const to = { ordinal: ordinal + 1, tokenId: randomUUID(), previousId: null, accessId: null, plannedAt: null };
  await ledger.raise(id, ordinal, to);
}
