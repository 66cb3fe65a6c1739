import type { AttemptMark, AttemptWindows } from "@curfew/api/database";
import type { Kysely, Selectable } from "kysely";
import { inBatches } from "./batches.ts";
import type { Dialect } from "./engine/dialect.ts";
import type { RunQuery } from "./run-query.ts";
import type { AttemptsTable, Tables } from "./tables.ts";

type Window = Selectable<AttemptsTable>;

/** The rows that one statement of `prune` deletes. */
const CHUNK = 1000;

export function createAttemptWindows(runQuery: RunQuery, dialect: Dialect): AttemptWindows {
  return {
    async open(marks, at) {
      const windows = await runQuery((db) => openWindows(db, marks, at));
      return windows.map(({ closes_at, ...window }) => ({ ...window, closesAt: new Date(closes_at) }));
    },
    count: (marks, at, closesAt) => runQuery((db) => count(db, marks, at, closesAt)),
    prune: (at) => inBatches(CHUNK, () => runQuery((db) => deleteSome(db, dialect, at))),
  };
}

function openWindows(db: Kysely<Tables>, marks: readonly AttemptMark[], at: Date): Promise<Window[]> {
  const keys = marks.map(({ key }) => key);
  return db.selectFrom("attempts").selectAll().where("key", "in", keys).where("closes_at", ">", at.getTime()).execute();
}

/** Counts first, which locks the rows, and checks the limits after: what turns out to be too much is undone. */
async function count(
  db: Kysely<Tables>,
  marks: readonly AttemptMark[],
  at: Date,
  closesAt: Date,
): Promise<Date | null> {
  const transaction = await db.startTransaction().execute();
  try {
    const windows = await addOne(transaction, marks, at, closesAt);
    const before = windows.map((window) => ({ ...window, failures: window.failures - 1 }));
    const until = lastClose(marks, before);
    if (until === null) await transaction.commit().execute();
    return until;
  } finally {
    if (!transaction.isCommitted) await transaction.rollback().execute();
  }
}

function addOne(db: Kysely<Tables>, marks: readonly AttemptMark[], at: Date, closesAt: Date): Promise<Window[]> {
  // All lock their rows in one order: none waits for another that waits for it.
  const keys = marks.map(({ key }) => key).sort();
  return db
    .insertInto("attempts")
    .values(keys.map((key) => ({ key, failures: 1, closes_at: closesAt.getTime() })))
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet((eb) => {
        const isOpen = eb("attempts.closes_at", ">", at.getTime());
        return {
          failures: eb
            .case()
            .when(isOpen)
            .then(eb("attempts.failures", "+", 1))
            .else(1)
            .end(),
          closes_at: eb.case().when(isOpen).then(eb.ref("attempts.closes_at")).else(eb.ref("excluded.closes_at")).end(),
        };
      }),
    )
    .returningAll()
    .execute();
}

/** Finds when the last of the windows that are full closes. */
function lastClose(marks: readonly AttemptMark[], windows: readonly Window[]): Date | null {
  const full = windows.filter(({ key, failures }) => marks.some((mark) => mark.key === key && failures >= mark.limit));
  return full.length === 0 ? null : new Date(Math.max(...full.map((window) => window.closes_at)));
}

async function deleteSome(db: Kysely<Tables>, dialect: Dialect, at: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("attempts")
    .where("key", "in", (eb) =>
      eb
        .selectFrom("attempts")
        .select("key")
        .where("closes_at", "<=", at.getTime())
        .orderBy("closes_at")
        .limit(CHUNK)
        .modifyEnd(dialect.leaveBusyRows),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
