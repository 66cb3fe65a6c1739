import type { Claims } from "@curfew/auth";
import { AuthHttpError } from "./auth-http-error.ts";
import type { ProtectionOptions } from "./request-authenticator.ts";
import { createSessionWatch, type SessionWatch, type SessionWatchOptions } from "./session-watch.ts";

/** Tells when sessions end, by the error that stands for it. */
export type SessionEndings = Pick<SessionWatch<AuthHttpError>, "onEnd">;

/** What is needed of a response of Node's, also of the one that a WebSocket's request has. */
export interface NodeResponse {
  readonly writableEnded: boolean;
  destroy(): unknown;
  once(event: "close", listener: () => void): unknown;
}

/** How long someone who was told that the session has ended may go on to say goodbye, milliseconds. */
const GOODBYE_MS = 1_000;

/**
 * Creates what tells when sessions end, one for the process: by one question to the blacklist every two seconds, and none while
 * nothing is open. A store that is down ends nothing.
 *
 * @example
 * const { auth, login } = await createTestAuth();
 * const endings = createSessionEndings({ auth });
 * const verification = await auth.verify((await login("ann")).access.token);
 * const stop = endings.onEnd(verification.claims, (error) => console.log(error.message));
 * stop();
 */
export function createSessionEndings({ auth, clock }: Pick<ProtectionOptions, "auth" | "clock">): SessionEndings {
  const describe: SessionWatchOptions<AuthHttpError>["describe"] = async (ends) =>
    ends.map(({ by }) => new AuthHttpError(by === "expiry" ? "token_expired" : "token_revoked"));
  return createSessionWatch({ auth, describe, ...(clock && { clock }) });
}

/**
 * Destroys a response of Node's when its session ends, if it isn't complete by then. The function that is given back gives
 * a signal that aborts at that moment: who has asked for it gets a second to say goodbye first.
 *
 * @example
 * const { auth, login } = await createTestAuth();
 * const verification = await auth.verify((await login("ann")).access.token);
 * const response = { writableEnded: false, destroy() {}, once() {} }; // the second argument of a listener of `node:http`
 * const signalOf = closeWithSession(createSessionEndings({ auth }), verification.claims, response);
 * console.log(signalOf().aborted); // false
 */
export function closeWithSession(
  endings: SessionEndings,
  claims: Claims<"access">,
  response: NodeResponse,
): () => AbortSignal {
  let ending: AbortController | null = null;
  let ended: AuthHttpError | null = null;
  const destroy = () => {
    if (!response.writableEnded) response.destroy();
  };
  const stop = endings.onEnd(claims, (error) => {
    ended = error;
    if (ending === null) return destroy();
    setTimeout(destroy, GOODBYE_MS);
    ending.abort(error);
  });
  response.once("close", stop);
  return () => {
    ending ??= new AbortController();
    if (ended !== null) ending.abort(ended);
    return ending.signal;
  };
}
