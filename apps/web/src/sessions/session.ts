import type { AppRouter, inferRouterOutputs } from "@curfew/api";

/** One login, as its owner sees it. */
export type Session = inferRouterOutputs<AppRouter>["sessions"]["list"][number];
