export { AuthHttpError } from "@curfew/http";
export type { Curfew } from "./create-curfew.ts";
export { createCurfew } from "./create-curfew.ts";
export { loginPath, pathAfterLogin } from "./login-path.ts";
export type { CurfewNextOptions } from "./services.ts";
export type { TrpcHandlerOptions } from "./trpc-handlers.ts";
export { trpcHandlers } from "./trpc-handlers.ts";
