import { describe } from "vitest";
import type { Database } from "../../database.ts";
import { auditContract } from "./audit.ts";
import { checkpointContract } from "./checkpoint.ts";
import { ledgerContract } from "./ledger.ts";
import { pagesContract } from "./pages.ts";
import { passwordResetsContract } from "./password-resets.ts";
import { pendingRevocationsContract } from "./pending-revocations.ts";
import { sessionsContract } from "./sessions.ts";
import { usersContract } from "./users.ts";

/**
 * Defines the tests that every implementation of the port `Database` passes. `open` gives a test an empty database of
 * its own.
 */
export function databaseContract(open: () => Promise<Database>): void {
  describe("users", () => usersContract(open));
  describe("pages of users", () => pagesContract(open));
  describe("sessions", () => sessionsContract(open));
  describe("pending revocations", () => pendingRevocationsContract(open));
  describe("ledger", () => ledgerContract(open));
  describe("password resets", () => passwordResetsContract(open));
  describe("audit trail", () => auditContract(open));
  describe("checkpoint", () => checkpointContract(open));
}
