import type { AppRouter, inferRouterOutputs } from "@curfew/api";
import { deviceOf } from "./device.ts";

/** One login, as its owner sees it. */
export type Session = inferRouterOutputs<AppRouter>["sessions"]["list"][number];

/** What its owner calls it, else what it calls itself. */
export function labelOf({ name, userAgent }: Session): string {
  return name ?? deviceOf(userAgent).name;
}
