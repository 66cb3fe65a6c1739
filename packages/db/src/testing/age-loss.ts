import type { DatabaseOptions } from "../database.ts";
import { createPostgresEngine } from "../engine/postgres.ts";
import { createSqliteEngine } from "../engine/sqlite.ts";

const TIMEOUT_MS = 10_000;

/** The time in which a second loss of the blacklist's store is refused. */
const MINUTE_MS = 60_000;

/** Makes the last loss of the blacklist's store a minute older than it is: the next one is none too many. */
export async function ageLoss({ url, directory }: Pick<DatabaseOptions, "url" | "directory">): Promise<void> {
  const engine = url === null ? createSqliteEngine(directory) : createPostgresEngine(url, TIMEOUT_MS, 1);
  try {
    const { db, release } = await engine.lease(AbortSignal.timeout(TIMEOUT_MS), TIMEOUT_MS);
    const earlier = db.updateTable("checkpoint").set((eb) => ({ lost_at: eb("lost_at", "-", MINUTE_MS) }));
    await earlier.execute().finally(release);
  } finally {
    await engine.close();
  }
}
