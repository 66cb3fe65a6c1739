import type { StoreEvent } from "@curfew/auth";
import type { Services } from "../services.ts";
import { causesOf } from "./log/cause.ts";

/** Makes figures of what befell the store, and of a loss an event of the audit trail. */
export function recordStoreEvent({ type, store: driver }: StoreEvent, services: Services): void {
  const { generations, losses, breakerOpen } = services.metrics;
  if (type === "reborn") generations.inc({ driver });
  if (type === "down" || type === "up") breakerOpen.set({ driver }, type === "down" ? 1 : 0);
  if (type !== "forgot") return;
  losses.inc({ driver });
  void noteLoss(services);
}

/** It happened to nobody in particular. */
async function noteLoss({ database, clock, log }: Services): Promise<void> {
  const nobody = { userId: null, sessionId: null, reason: null, userAgent: null, address: null };
  await database.audit.record([{ at: clock(), type: "store_forgot", ...nobody }]).catch((error: unknown) => {
    log("call_failed", { path: "audit store_forgot", cause: causesOf(error) });
  });
}
