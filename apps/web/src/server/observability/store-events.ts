import type { Database } from "@curfew/api";
import type { Clock, StoreEvent } from "@curfew/auth";
import { causesOf } from "./log/cause.ts";
import type { Log } from "./log/log.ts";
import type { Metrics } from "./metrics/metrics.ts";

interface EventParts {
  readonly metrics: Pick<Metrics, "generations" | "losses" | "breakerOpen">;
  readonly database: Pick<Database, "audit">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes figures of what befell the store, and of a loss an event of the audit trail. */
export function recordStoreEvent({ type, store: driver }: StoreEvent, parts: EventParts): void {
  const { generations, losses, breakerOpen } = parts.metrics;
  if (type === "reborn") generations.inc({ driver });
  if (type === "down" || type === "up") breakerOpen.set({ driver }, type === "down" ? 1 : 0);
  if (type !== "forgot") return;
  losses.inc({ driver });
  void noteLoss(parts);
}

/** It happened to nobody in particular. */
async function noteLoss({ database, clock, log }: EventParts): Promise<void> {
  const nobody = { userId: null, sessionId: null, reason: null, userAgent: null, address: null };
  await database.audit.record([{ at: clock(), type: "store_forgot", ...nobody }]).catch((error: unknown) => {
    log("call_failed", { path: "audit store_forgot", cause: causesOf(error) });
  });
}
