export { endWithSession } from "./end-with-session.ts";
export type { CurfewHonoOptions, CurfewVariables } from "./middleware.ts";
export { curfew } from "./middleware.ts";
export { publicRoutesOf } from "./public-routes.ts";
export { refuseRevoked } from "./refuse-revoked.ts";
export { verifyToken } from "./verify-token.ts";
