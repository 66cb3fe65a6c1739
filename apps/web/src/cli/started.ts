import { existsSync } from "node:fs";
import { join } from "node:path";
import { settingDigest } from "@curfew/auth";
import type { Settings } from "../backend/config/settings.ts";
import type { Services } from "../backend/services/services.ts";
import { chooseStore } from "../backend/services/store.ts";
import { Failure } from "./failure.ts";

/**
 * Refuses settings under which no server ever ran: a command that made what is missing would work on a
 * service without users, and report success. Throws `Failure`.
 */
export function assertStarted({ dataDirectory, needsDataDirectory, databaseUrl, keySet }: Settings): void {
  if (!needsDataDirectory) return;
  if (!existsSync(dataDirectory)) throw absent(dataDirectory, "doesn't exist");
  const files = [...(databaseUrl === null ? ["curfew.db"] : []), ...(keySet === null ? ["signing-keys.json"] : [])];
  const missing = files.filter((name) => !existsSync(join(dataDirectory, name)));
  if (missing.length > 0) throw absent(dataDirectory, `holds no ${missing.join(" and no ")}`);
}

/**
 * Refuses an embedded blacklist that isn't there, unless the database names it: then it was deleted, and the
 * next question makes an empty one. Throws `Failure`, and rejects as `database` does.
 */
export async function assertBlacklistStarted({ settings, database, clock }: Services): Promise<void> {
  const { blacklist, dataDirectory } = settings;
  if (blacklist.kind !== "sqlite" || existsSync(join(dataDirectory, "blacklist.db"))) return;
  const { store } = chooseStore(settings, clock);
  const { checkpoint } = await database.checkpoint.read();
  if (checkpoint.store?.setting !== settingDigest(store.setting)) throw absent(dataDirectory, "holds no blacklist.db");
}

function absent(dataDirectory: string, what: string): Failure {
  return new Failure("service_absent", `DATA_DIR (${dataDirectory}) ${what}. ${COMPARE}`);
}

const COMPARE =
  "Nothing was done: a command makes no service. Give it the same settings as the servers; start a server first if this is a new one.";
