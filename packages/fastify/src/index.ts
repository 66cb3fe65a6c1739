export { AuthHttpError } from "@curfew/http";
export type { CurfewFastifyOptions } from "./plugin.ts";
export { curfew } from "./plugin.ts";
export { publicRoutesOf } from "./public-routes.ts";
export type { Trusted } from "./trusted.ts";
export { trusted } from "./trusted.ts";
