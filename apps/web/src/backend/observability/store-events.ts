import type { Database } from "@curfew/api";
import type { Clock, StoreEvent } from "@curfew/auth";
import { causesOf } from "./log/cause.ts";
import type { Log } from "./log/log.ts";
import type { Metrics } from "./metrics/metrics.ts";

interface EventParts {
  readonly metrics: Pick<Metrics, "generations" | "losses" | "recoveries" | "breakerOpen">;
  readonly database: Pick<Database, "audit">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes figures of what befell the store, and of a loss and of its mending an event of the audit trail. */
export function recordStoreEvent({ type, store: driver, restored }: StoreEvent, parts: EventParts): void {
  const { generations, losses, recoveries, breakerOpen } = parts.metrics;
  if (type === "reborn") generations.inc({ driver });
  if (type === "down" || type === "up") breakerOpen.set({ driver }, type === "down" ? 1 : 0);
  if (type === "forgot" || (type === "recovering" && restored === 0)) losses.inc({ driver });
  if (type === "recovered") recoveries.inc({ driver });
  if (type === "forgot") void note("store_forgot", parts);
  if (type === "recovered") void note("store_recovered", parts, restored);
}

/** It happened to nobody in particular. `count`: how many records the store was given back. */
async function note(
  type: "store_forgot" | "store_recovered",
  { database, clock, log }: EventParts,
  count?: number,
): Promise<void> {
  const nobody = { userId: null, sessionId: null, reason: null, userAgent: null, address: null };
  await database.audit
    .record([{ at: clock(), type, ...nobody, ...(count !== undefined && { count }) }])
    .catch((error: unknown) => {
      log("call_failed", { path: `audit ${type}`, cause: causesOf(error) });
    });
}
