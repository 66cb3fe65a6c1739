import type { AuditQuery } from "@curfew/api/database";
import type { Kysely } from "kysely";
import type { Tables } from "../tables.ts";
import type { Place } from "./place.ts";

type Query = Omit<AuditQuery, "cursor"> & { readonly after: Place | null };

/**
 * Returns the query for a page of the trail. What befell a user and what they did to others have an index each:
 * a page of both is the first of a page from either.
 */
export function find(db: Kysely<Tables>, query: Query) {
  const { userId, limit } = query;
  if (userId === undefined) return filtered(db, query);
  const subject = filtered(db, query).where("user_id", "=", userId);
  const actor = filtered(db, query).where("actor_id", "=", userId).whereRef("actor_id", "is distinct from", "user_id");
  const both = db
    .selectFrom(subject.as("subject"))
    .selectAll()
    .unionAll(db.selectFrom(actor.as("actor")).selectAll());
  const direction = directionOf(query);
  return db.selectFrom(both.as("audit")).selectAll().orderBy("at", direction).orderBy("seq", direction).limit(limit);
}

function filtered(db: Kysely<Tables>, query: Query) {
  const { sessionId, types, since, until } = query;
  let selection = inOrder(db, query);
  if (sessionId !== undefined) selection = selection.where("session_id", "=", sessionId);
  // Postgres takes no empty list.
  if (types !== undefined) selection = types.length === 0 ? selection.limit(0) : selection.where("type", "in", types);
  if (since !== undefined) selection = selection.where("at", ">=", since.getTime());
  if (until !== undefined) selection = selection.where("at", "<", until.getTime());
  return selection;
}

/** Finds a page of the whole trail. */
export function inOrder(db: Kysely<Tables>, query: Pick<Query, "first" | "after" | "limit">) {
  const { after, limit } = query;
  const direction = directionOf(query);
  const selection = db.selectFrom("audit").selectAll().orderBy("at", direction).orderBy("seq", direction).limit(limit);
  if (after === null) return selection;
  const beyond = direction === "desc" ? "<" : ">";
  return selection.where((eb) => eb(eb.refTuple("at", "seq"), beyond, eb.tuple(after.at, after.seq)));
}

function directionOf({ first = "oldest" }: Pick<Query, "first">): "asc" | "desc" {
  return first === "newest" ? "desc" : "asc";
}
