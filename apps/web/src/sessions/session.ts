import type { AppRouter, inferRouterOutputs } from "@curfew/api";
import { deviceOf } from "./device.ts";

/** One login, as its owner sees it. */
export type Session = inferRouterOutputs<AppRouter>["sessions"]["list"][number];

/** Returns a session's name: the one its user gave it, else its device's. */
export function labelOf({ name, userAgent }: Session): string {
  return name ?? deviceOf(userAgent).name;
}
