import type { Foundation } from "../foundation.ts";
import { Failure } from "./failure.ts";

/**
 * Refuses a store that isn't the one which the database names, and tells of one that was emptied. One that can't
 * be asked is left to the command: not each needs it. Throws `Failure`.
 */
export async function assertRightStore({ auth }: Foundation, warn: (message: string) => void): Promise<void> {
  const inspection = await auth.inspect().catch(() => null);
  if (inspection?.condition === "stray")
    throw new Failure("store_stray", `Nothing was done: ${inspection.detail} ${ADOPT}`);
  if (inspection?.condition === "forgot") warn(`${EMPTIED} The command goes on.`);
}

const ADOPT = "The command that adopts a store is `npm run curfew -- adopt-store`.";

/** What is told of a store that was emptied, or restored from an older backup. */
export const EMPTIED = "The blacklist has lost records that the database knows of: everybody has to log in again.";
