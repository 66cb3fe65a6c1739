import { UnknownCursor, type UserPage, type Users } from "@curfew/api/database";
import type { ExpressionBuilder } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { RunQuery } from "../run-query.ts";
import type { Tables } from "../tables.ts";
import { toAccount } from "./account.ts";
import { formatCursor, type Position, parseCursor } from "./cursor.ts";
import { fold, foldCase } from "./fold.ts";

const NOBODY: UserPage = { users: [], nextCursor: null };

export function createPage(runQuery: RunQuery, dialect: Dialect): Users["page"] {
  return async ({ search, cursor, limit }) => {
    const after = cursor === undefined ? undefined : parseCursor(cursor);
    if (after === null) throw new UnknownCursor();
    // Of marks and joiners alone nothing is left to look for.
    if (search && fold(search) === "") return NOBODY;
    const rows = await runQuery((db) => {
      let query = db.selectFrom("users").selectAll().where("deleting", "=", 0);
      if (after) query = query.where(comesAfter(after));
      if (search) query = query.where(contains(dialect, search));
      return query
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
    });
    const users = rows.slice(0, limit).map(toAccount);
    const last = rows.length > limit ? users.at(-1) : undefined;
    const nextCursor = last ? formatCursor({ createdAt: last.createdAt.getTime(), id: last.id }) : null;
    return { users, nextCursor };
  };
}

type Condition = ExpressionBuilder<Tables, "users">;

function comesAfter({ createdAt, id }: Position) {
  return (eb: Condition) => eb(eb.refTuple("created_at", "id"), "<", eb.tuple(createdAt, id));
}

function contains({ position }: Dialect, search: string) {
  const needle = fold(search);
  return (eb: Condition) =>
    eb.or([
      eb(position(eb.ref("email"), needle), ">", 0),
      eb(position(eb.ref("search_name"), needle), ">", 0),
      eb.and([eb("search_name", "is", null), eb(position(eb.ref("folded_name"), foldCase(search)), ">", 0)]),
    ]);
}
