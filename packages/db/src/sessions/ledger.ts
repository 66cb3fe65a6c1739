import type { ClientMetadata, RefreshState, SessionLedger } from "@curfew/api/database";
import type { Kysely } from "kysely";
import type { RunQuery } from "../run-query.ts";
import type { Tables } from "../tables.ts";
import { REFRESH_COLUMNS, refreshColumns, toRefreshState } from "./refresh-state.ts";

export function createLedger(runQuery: RunQuery, at: Date, client: ClientMetadata): SessionLedger {
  return {
    read: (sessionId) => runQuery((db) => read(db, sessionId)),
    raise: (sessionId, from, to) =>
      runQuery(async (db) => {
        if (await raise(db, { sessionId, from, to, at, client })) return to;
        return (await read(db, sessionId))?.state ?? null;
      }),
  };
}

async function read(db: Kysely<Tables>, sessionId: string): ReturnType<SessionLedger["read"]> {
  const row = await db
    .selectFrom("sessions")
    .select(["user_id", "expires_at", ...REFRESH_COLUMNS])
    .where("id", "=", sessionId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { subject: row.user_id, expiresAt: new Date(row.expires_at), state: toRefreshState(row) };
}

interface Raise {
  readonly sessionId: string;
  readonly from: number;
  readonly to: RefreshState;
  readonly at: Date;
  readonly client: ClientMetadata;
}

/** Compares and sets in one statement: of any number of callers with one `from` it does so for one. */
async function raise(db: Kysely<Tables>, { sessionId, from, to, at, client }: Raise): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("sessions")
    .set(refreshColumns(to))
    .set((eb) => ({
      // Clocks of processes differ, and the list's order must not go back.
      last_seen_at: eb
        .case()
        .when("last_seen_at", "<", at.getTime())
        .then(at.getTime())
        .else(eb.ref("last_seen_at"))
        .end(),
      user_agent: client.userAgent,
      address: client.address,
    }))
    .where("id", "=", sessionId)
    .where("ended_at", "is", null)
    .where((eb) => eb(eb.fn.coalesce("refresh_ordinal", eb.lit(0)), "=", from))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
