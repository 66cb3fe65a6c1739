export { AuthHttpError } from "@curfew/http";
export type { CurfewOptions } from "./curfew.ts";
export { curfew } from "./curfew.ts";
export type { IsRevoked } from "./express-jwt.ts";
export { isRevoked } from "./express-jwt.ts";
export type { Validate } from "./passport-jwt.ts";
export { validate } from "./passport-jwt.ts";
export type { AcceptUpgrade, Upgrade, UpgradeOptions } from "./upgrade.ts";
export { protectUpgrades } from "./upgrade.ts";
