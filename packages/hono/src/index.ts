export { endWithSession } from "./end-with-session.ts";
export type { CurfewHonoOptions, CurfewVariables } from "./middleware.ts";
export { curfew } from "./middleware.ts";
export { verifyToken } from "./verify-token.ts";
