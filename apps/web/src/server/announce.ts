import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "./compose.ts";
import { examine } from "./health.ts";

const AGAIN_MS = 500;

/** Says in the log when the dependencies answer for the first time, and once what it waits for if they don't at once. */
export async function announce({ auth, database, settings, log }: App, stopping: AbortSignal): Promise<void> {
  for (let isFirst = true; !stopping.aborted; isFirst = false) {
    const found = await examine({ auth, database });
    if (found.isWell) return log("ready", { message: `Curfew is ready: ${settings.origin}` });
    if (isFirst) {
      const { blacklist, records, remedies } = found;
      const message = ["Curfew waits for what it depends on.", ...remedies].join(" ");
      log("not_ready", { blacklist, database: records, message });
    }
    await sleep(AGAIN_MS, undefined, { signal: stopping, ref: false }).catch(() => {});
  }
}
