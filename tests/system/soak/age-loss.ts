import { join } from "node:path";
import Sqlite from "better-sqlite3";
import pg from "pg";

const TIMEOUT_MS = 10_000;

/** Moves the store's last loss back by the minute in which a second one is refused. */
const AGE = "update checkpoint set lost_at = lost_at - 60000";

/** Makes the last loss of the blacklist's store a minute older than it is, so that the next one is repaired too. */
export async function ageLoss(url: string | null, directory: string): Promise<void> {
  if (url === null) ageIn(join(directory, "curfew.db"));
  else await ageAt(url);
}

function ageIn(file: string): void {
  const database = new Sqlite(file, { timeout: TIMEOUT_MS });
  try {
    database.exec(AGE);
  } finally {
    database.close();
  }
}

async function ageAt(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, query_timeout: TIMEOUT_MS });
  await client.connect();
  try {
    await client.query(AGE);
  } finally {
    await client.end();
  }
}
