import type { Auth, Clock } from "@curfew/auth";
import { createSessionWatch as createWatch, type SessionEnd, type SessionWatch } from "@curfew/trpc";
import type { Database } from "../database.ts";
import type { Ended } from "../errors/table.ts";
import { howItEnded } from "./fate.ts";

export interface SessionWatchOptions {
  readonly auth: Auth;
  readonly database: Database;
  readonly clock: Clock;
}

/** Watches sessions, and says how they ended: where any was revoked, by one question to the database. */
export function createSessionWatch({ auth, database, clock }: SessionWatchOptions): SessionWatch<Ended> {
  return createWatch({ auth, clock, describe: (ends) => describe(database, ends) });
}

async function describe(database: Database, ends: readonly SessionEnd[]): Promise<(Ended | null)[]> {
  const revoked = ends.filter(({ by }) => by !== "expiry").map(({ sessionId }) => sessionId);
  const fates = revoked.length === 0 ? [] : await database.sessions.fates(revoked);
  const fateOf = new Map(fates.map((fate) => [fate.id, fate]));
  return ends.map(({ sessionId, by }) => {
    return by === "expiry" ? "session_expired" : howItEnded(by, fateOf.get(sessionId));
  });
}
