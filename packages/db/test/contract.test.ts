import { databaseContract } from "@curfew/api/testing/database";
import { onBoth } from "./support/database.ts";

onBoth(databaseContract);
