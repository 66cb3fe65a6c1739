import { setTimeout as sleep } from "node:timers/promises";
import type { RedisFault, RestFault } from "./fault.ts";

/** Waits until the answer to a request of `arrivedAt` (by `performance.now()`) is due. Keeps no process alive. */
export async function untilDue(fault: RedisFault | RestFault | null, arrivedAt: number): Promise<void> {
  if (fault?.kind !== "latency") return;
  await sleep(Math.max(0, arrivedAt + fault.ms - performance.now()), null, { ref: false });
}
