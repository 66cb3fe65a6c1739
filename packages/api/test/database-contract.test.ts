import { createTestClock } from "@curfew/auth/testing";
import { databaseContract } from "../src/testing/database/index.ts";
import { memoryDatabase } from "./world/database.ts";

databaseContract(async () => memoryDatabase(createTestClock().now));
