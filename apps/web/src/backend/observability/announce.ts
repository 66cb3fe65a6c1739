import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@curfew/api";
import type { Auth } from "@curfew/auth";
import type { Remedies } from "./health.ts";
import type { Log } from "./log/log.ts";

const AGAIN_MS = 500;

interface AnnounceParts {
  readonly auth: Auth;
  readonly database: Database;
  readonly remedies: Pick<Remedies, "look">;
  readonly settings: { readonly origin: string };
  readonly log: Log;
}

/** Says in the log when the dependencies answer for the first time, and once what it waits for if they don't at once. */
export async function announce(
  { auth, database, remedies, settings, log }: AnnounceParts,
  stopping: AbortSignal,
): Promise<void> {
  for (let isFirst = true; !stopping.aborted; isFirst = false) {
    const found = await remedies.look({ auth, database });
    if (found.isWell) return log("ready", { message: `Curfew is ready: ${settings.origin}` });
    if (isFirst) {
      const { blacklist, records: inDatabase, codes } = found;
      const cause = [codes.blacklist, codes.records].filter((code) => code !== null).join(", ");
      const fields = { blacklist, database: inDatabase, ...(cause === "" ? {} : { cause }) };
      log("not_ready", { ...fields, message: "Curfew waits for what it depends on." });
    }
    await sleep(AGAIN_MS, undefined, { signal: stopping, ref: false }).catch(() => {});
  }
}
