import { createAsk } from "../asking.ts";
import type { DatabaseOptions } from "../database.ts";
import { createPostgresEngine } from "../engine/postgres.ts";
import { createSqliteEngine } from "../engine/sqlite.ts";

const TIMEOUT_MS = 10_000;

/** The time in which a second loss of the blacklist's store is refused. */
const MINUTE_MS = 60_000;

/** Has the last loss of the blacklist's store be a minute older than it is: the next one is none too many. */
export async function ageLoss({ url, directory }: Pick<DatabaseOptions, "url" | "directory">): Promise<void> {
  const engine = url === null ? createSqliteEngine(directory) : createPostgresEngine(url, TIMEOUT_MS);
  try {
    const ask = createAsk(engine, TIMEOUT_MS);
    await ask((db) =>
      db
        .updateTable("checkpoint")
        .set((eb) => ({ lost_at: eb("lost_at", "-", MINUTE_MS) }))
        .execute(),
    );
  } finally {
    await engine.close();
  }
}
