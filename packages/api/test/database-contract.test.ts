import { createTestClock } from "@curfew/auth/testing";
import { describe } from "vitest";
import { databaseContract, journalContract } from "../src/testing/database/index.ts";
import { memoryDatabase } from "./world/database.ts";

databaseContract(async () => memoryDatabase(createTestClock().now));

describe("journal", () => {
  journalContract(async () => {
    const database = memoryDatabase(createTestClock().now);
    return [database, database];
  });
});
