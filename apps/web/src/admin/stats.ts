import type { AppRouter, inferRouterOutputs } from "@curfew/api";

type Admin = inferRouterOutputs<AppRouter>["admin"];

export type Stats = Admin["stats"];
export type Minute = Stats["series"][number];
export type Users = Admin["users"];
export type AdminUser = Users["users"][number];
