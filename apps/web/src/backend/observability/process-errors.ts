import { traceOf } from "./log/cause.ts";
import type { Log } from "./log/log.ts";

/** A request that finds a fault in us may fail; the process, and everyone else's requests, go on. */
export function logProcessErrors(log: Log): void {
  process.on("uncaughtException", (cause) => log("uncaught", { trace: traceOf(cause) }));
  process.on("unhandledRejection", (cause) => log("unhandled", { trace: traceOf(cause) }));
}
