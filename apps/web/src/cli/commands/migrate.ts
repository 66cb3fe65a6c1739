import { existsSync } from "node:fs";
import { createDatabase } from "@curfew/db";
import type { Settings } from "../../backend/config/settings.ts";
import type { Outcome } from "../command.ts";
import { Failure } from "../failure.ts";

/**
 * Brings the database's schema up to date, or makes it in an empty database. Needs no key and no blacklist. Throws
 * `Failure`, or as `Database` does.
 */
export async function migrate(settings: Settings, warn: (message: string) => void): Promise<Outcome> {
  const { databaseUrl: url, dataDirectory: directory } = settings;
  if (url === null && !existsSync(directory)) {
    throw new Failure("service_absent", `Nothing was done: DATA_DIR (${directory}) doesn't exist.`);
  }
  const database = createDatabase({ url, directory, migrateOnStart: false });
  try {
    const steps = await database.migrate({
      onStep: ({ name, number, count }) => warn(`Step ${number} of ${count}: ${name}.`),
    });
    const text =
      steps === 0 ? "The database is up to date already.\n" : `The database is up to date (steps: ${steps}).\n`;
    return { exitCode: 0, text, json: { steps } };
  } finally {
    await database.close();
  }
}
