export { AuthHttpError } from "@curfew/http";
export { CurrentUser } from "./current-user.ts";
export type { AuthenticatedRequest } from "./guard.ts";
export { CurfewGuard } from "./guard.ts";
export { CurfewModule } from "./module.ts";
export type { CurfewModuleOptions } from "./options.ts";
export { Public } from "./public.ts";
export { publicRoutesOf } from "./public-routes.ts";
export type { IncomingRequest } from "./request.ts";
