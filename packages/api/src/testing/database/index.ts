import { describe } from "vitest";
import type { Database } from "../../database.ts";
import { auditContract, auditPageContract } from "./audit.ts";
import { checkpointContract } from "./checkpoint.ts";
import { ledgerContract } from "./ledger.ts";
import { pagesContract } from "./pages.ts";
import { deadLinksContract, passwordResetsContract } from "./password-resets.ts";
import { commitContract, pendingRevocationsContract, prepareContract } from "./pending-revocations.ts";
import { endContract, excessContract, listContract, sessionPageContract, sessionsContract } from "./sessions.ts";
import { usersContract } from "./users.ts";

export { journalContract } from "./checkpoint.ts";

/**
 * Defines the tests that every implementation of the port `Database` passes. `open` gives a test an empty database of
 * its own.
 */
export function databaseContract(open: () => Promise<Database>): void {
  for (const [name, contracts] of Object.entries(CONTRACTS)) {
    describe(name, () => {
      for (const contract of contracts) contract(open);
    });
  }
}

const CONTRACTS: Readonly<Record<string, readonly ((open: () => Promise<Database>) => void)[]>> = {
  users: [usersContract],
  "pages of users": [pagesContract],
  sessions: [sessionsContract, listContract, sessionPageContract, excessContract, endContract],
  "pending revocations": [pendingRevocationsContract, prepareContract, commitContract],
  ledger: [ledgerContract],
  "password resets": [passwordResetsContract, deadLinksContract],
  "audit trail": [auditContract, auditPageContract],
  checkpoint: [checkpointContract],
};
