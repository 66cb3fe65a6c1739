import type { AuditTrail } from "@curfew/api/database";
import { type Kysely, sql } from "kysely";
import { inBatches } from "../batches.ts";
import type { RunQuery } from "../run-query.ts";
import type { Tables } from "../tables.ts";
import { find, inOrder } from "./find.ts";
import { type Place, parsePlace } from "./place.ts";
import { toRecord, toRow } from "./row.ts";

/** The rows that one statement adds or deletes: a trail of a year must not block the database. */
const CHUNK = 1000;

const MINUTE_MS = 60_000;

export function createAuditTrail(runQuery: RunQuery): AuditTrail {
  return {
    async record(events) {
      for (let from = 0; from < events.length; from += CHUNK) {
        const rows = events.slice(from, from + CHUNK).map(toRow);
        await runQuery((db) => db.insertInto("audit").values(rows).execute());
      }
    },
    async ofUser(userId, limit, cursor) {
      const page = { first: "newest", after: placeOf(cursor), limit } as const;
      const rows = await runQuery((db) => inOrder(db, page).where("user_id", "=", userId).execute());
      return rows.map(toRecord);
    },
    async since(since, limit) {
      const rows = await runQuery((db) => find(db, { since, first: "newest", after: null, limit }).execute());
      return rows.map(toRecord);
    },
    async page({ cursor, ...query }) {
      const after = placeOf(cursor);
      const events = (await runQuery((db) => find(db, { ...query, after }).execute())).map(toRecord);
      return { events, nextCursor: events.length < query.limit ? null : (events.at(-1)?.id ?? null) };
    },
    async counts(since, until) {
      const rows = await runQuery((db) => countByMinute(db, since, until));
      return rows.map(({ minute, type, count }) => ({ minute: new Date(minute * MINUTE_MS), type, count }));
    },
    prune: (before) => inBatches(CHUNK, () => runQuery((db) => deleteSome(db, before))),
  };
}
function placeOf(cursor: string | undefined): Place | null {
  return cursor === undefined ? null : parsePlace(cursor);
}

function countByMinute(db: Kysely<Tables>, since: Date, until: Date) {
  return (
    db
      .selectFrom("audit")
      // Whole numbers divide to a whole number in both databases.
      .select((eb) => [sql<number>`${eb.ref("at")} / ${sql.lit(MINUTE_MS)}`.as("minute"), "type"])
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("at", ">=", since.getTime())
      .where("at", "<", until.getTime())
      .groupBy(["minute", "type"])
      .execute()
  );
}

async function deleteSome(db: Kysely<Tables>, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("audit")
    .where("seq", "in", (eb) =>
      eb.selectFrom("audit").select("seq").where("at", "<", before.getTime()).orderBy("at").limit(CHUNK),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
