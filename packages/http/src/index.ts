export { challengeFor } from "./challenge.ts";
export type { CookieNames } from "./cookies.ts";
export { clearedCookies, cookieNames, readCookie, sessionCookies } from "./cookies.ts";
export type { Credential, PresentedToken } from "./credential.ts";
export { presentedToken, readCredential } from "./credential.ts";
export type { CookieUse, OriginPolicy } from "./origin.ts";
export { isOwnOrigin, mayChangeState } from "./origin.ts";
