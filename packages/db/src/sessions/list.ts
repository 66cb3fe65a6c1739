import { type SessionRecord, type Sessions, UnknownCursor } from "@curfew/api/database";
import type { Kysely } from "kysely";
import type { RunQuery } from "../run-query.ts";
import type { Tables } from "../tables.ts";
import { toSession } from "./row.ts";

type List = Pick<Sessions, "live" | "findLive" | "page" | "leastRecentlySeen">;

/** Lists the sessions of a user that are neither ended nor past their end. */
export function createList(runQuery: RunQuery): List {
  return {
    live: (userId, at, generation) =>
      runQuery(async (db) => (await live(db, userId, at, generation).execute()).map(toSession)),
    findLive: (userId, id, at, generation) =>
      runQuery(async (db) => {
        const row = await live(db, userId, at, generation).where("id", "=", id).executeTakeFirst();
        return row ? toSession(row) : null;
      }),
    async page(userId, at, choice) {
      const found = await runQuery((db) => page(db, userId, at, choice));
      if (found === null) throw new UnknownCursor();
      return found;
    },
    leastRecentlySeen: (userId, at, choice) => runQuery((db) => leastRecentlySeen(db, userId, at, choice)),
  };
}

function notOver(db: Kysely<Tables>, userId: string, at: Date) {
  return db
    .selectFrom("sessions")
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .where("expires_at", ">", at.getTime());
}

function live(db: Kysely<Tables>, userId: string, at: Date, generation: string | null) {
  return notOver(db, userId, at)
    .selectAll()
    .$if(generation !== null, (query) => query.where("generation", "=", generation))
    .orderBy("last_seen_at", "desc")
    .orderBy("id");
}

type Choice = Parameters<Sessions["page"]>[2];

/** Null if the cursor is none of the user's sessions. */
async function page(db: Kysely<Tables>, userId: string, at: Date, choice: Choice): Promise<SessionRecord[] | null> {
  const { generation, cursor, limit } = choice;
  let query = live(db, userId, at, generation).limit(limit);
  if (cursor !== undefined) {
    const last = await placeOf(db, userId, cursor);
    if (last === undefined) return null;
    query = query.where((eb) =>
      eb.or([
        eb("last_seen_at", "<", last.last_seen_at),
        eb.and([eb("last_seen_at", "=", last.last_seen_at), eb("id", ">", cursor)]),
      ]),
    );
  }
  return (await query.execute()).map(toSession);
}

function placeOf(db: Kysely<Tables>, userId: string, id: string) {
  return db
    .selectFrom("sessions")
    .select("last_seen_at")
    .where("id", "=", id)
    .where("user_id", "=", userId)
    .executeTakeFirst();
}

/**
 * Counts and chooses in one statement: if others ended some in between, as many that may stay would be
 * chosen in their place.
 */
async function leastRecentlySeen(
  db: Kysely<Tables>,
  userId: string,
  at: Date,
  { keep, atMost, except }: Parameters<Sessions["leastRecentlySeen"]>[2],
): Promise<SessionRecord[]> {
  const all = notOver(db, userId, at).$if(except.length > 0, (query) => query.where("id", "not in", except));
  const beyond = all.select("id").offset(keep).limit(atMost).as("beyond");
  const count = db.selectFrom(beyond).select((eb) => eb.fn.countAll<number>().as("count"));
  const rows = await all.selectAll().orderBy("last_seen_at").orderBy("id", "desc").limit(count).execute();
  return rows.map(toSession);
}
