import type { Services } from "../backend/services/services.ts";
import { Failure, needsMigration } from "./failure.ts";

/**
 * Refuses a store that isn't the one which the database names, and a database that no server was started on; tells
 * of a store that was emptied. What can't be asked is left to the command: not each needs it. Throws `Failure`, and
 * rejects with `MigrationNeeded`.
 */
export async function assertRightStore({ auth }: Services, warn: (message: string) => void): Promise<void> {
  const inspection = await auth.inspect().catch((cause: unknown) => {
    if (needsMigration(cause)) throw cause;
    return null;
  });
  if (inspection?.condition === "stray")
    throw new Failure("store_stray", `Nothing was done: ${inspection.detail} ${ADOPT}`);
  if (inspection?.condition === "forgot") warn(`${EMPTIED} The command continues.`);
}

const ADOPT = "The command that adopts a store is `npm run curfew -- adopt-store`.";

/** What is told of a store that was emptied, or restored from an older backup. */
export const EMPTIED = "The blacklist has lost records that the database knows of: everyone has to log in again.";
