import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../settings/settings.ts";
import { Failure } from "./failure.ts";

/**
 * Refuses settings under which no server ever ran: a command that made what is missing would work on a
 * service that nobody uses, and report success. Throws `Failure`.
 */
export function assertStarted(settings: Settings): void {
  const { dataDirectory } = settings;
  const missing = filesOf(settings).filter((name) => !existsSync(join(dataDirectory, name)));
  if (missing.length === 0) return;
  const what = existsSync(dataDirectory) ? `holds no ${missing.join(" and no ")}` : "doesn't exist";
  throw new Failure("service_absent", `DATA_DIR (${dataDirectory}) ${what}. ${COMPARE}`);
}

const COMPARE =
  "Nothing was done: a command makes no service. Give it the same settings as the servers; start a server first if this is a new one.";

/** What servers with these settings keep in the data directory. */
function filesOf({ databaseUrl, blacklist, keySet }: Settings): string[] {
  return [
    ...(databaseUrl === null ? ["curfew.db"] : []),
    ...(blacklist.kind === "sqlite" ? ["blacklist.db"] : []),
    ...(keySet === null ? ["signing-keys.json"] : []),
  ];
}
