import type { Call } from "./call.ts";
import { logIn, logInAsClient, logInOver, signUp, signUpOver } from "./entering.ts";
import { askByBearer, askByCookie, logOut, refreshByCookie, refreshByToken, revoke } from "./staying.ts";

/**
 * They follow one another in this order, over and over: each leaves what the next ones need. What ends a session writes
 * twice: the revocation, and how far the checkpoint has come by it.
 */
export const CALLS: readonly Call[] = [
  { name: "a protected call by cookie", sends: ["question"], attempt: askByCookie },
  { name: "a protected call by Bearer", sends: ["question"], attempt: askByBearer },
  { name: "auth.refresh by cookie", sends: ["question", "write", "write"], attempt: refreshByCookie },
  { name: "auth.refresh by token", sends: ["question", "write", "write"], attempt: refreshByToken },
  { name: "auth.logout", sends: ["question", "write", "write"], attempt: logOut },
  { name: "auth.login", sends: ["primary"], attempt: logIn },
  { name: "auth.revoke", sends: ["question", "write", "write"], attempt: revoke },
  { name: "auth.token", sends: ["primary"], attempt: logInAsClient },
  { name: "auth.signup", sends: ["primary"], attempt: signUp },
];

/** Made in a browser that has a session, which ends by it. */
export const CALLS_OVER_A_SESSION: readonly Call[] = [
  { name: "auth.login over a session", sends: ["primary", "question", "write", "write"], attempt: logInOver },
  { name: "auth.signup over a session", sends: ["primary", "question", "write", "write"], attempt: signUpOver },
];
