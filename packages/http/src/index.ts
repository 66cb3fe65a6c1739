export type { AuthFailureName, AuthFailureReason } from "./auth-failures.ts";
export { AUTH_FAILURES, authFailureMessage, REPAIR_SECONDS, unavailableFailure } from "./auth-failures.ts";
export { AuthHttpError, httpErrorOf, rejectionError } from "./auth-http-error.ts";
export type { AuthenticateOptions, Rejection, RequestAuthentication } from "./authenticate.ts";
export { authenticate } from "./authenticate.ts";
export { challengeFor } from "./challenge.ts";
export type { NodeResponse, SessionEndings } from "./close-with-session.ts";
export { closeWithSession, createSessionEndings } from "./close-with-session.ts";
export type { CookieNames } from "./cookies.ts";
export { clearedCookies, cookieNames, readCookie, sessionCookies } from "./cookies.ts";
export type { Credential, PresentedToken } from "./credential.ts";
export { presentedToken, readCredential } from "./credential.ts";
export { headersFrom } from "./node-headers.ts";
export type { CookieUse, OriginPolicy } from "./origin.ts";
export { isOwnOrigin, mayChangeState } from "./origin.ts";
export type {
  AuthenticatedRequest,
  ProtectionOptions,
  RequestAuthenticator,
  RequestAuthenticatorOptions,
} from "./request-authenticator.ts";
export { createRequestAuthenticator, isPreflight } from "./request-authenticator.ts";
export type { SessionEnd, SessionWatch, SessionWatchOptions } from "./session-watch.ts";
export { createSessionWatch } from "./session-watch.ts";
