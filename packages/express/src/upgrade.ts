import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Claims, CustomClaims } from "@curfew/auth";
import {
  AuthHttpError,
  closeWithSession,
  createRequestAuthenticator,
  createSessionEndings,
  headersFrom,
  type ProtectionOptions,
} from "@curfew/http";

export interface UpgradeOptions<C extends CustomClaims = CustomClaims>
  extends Omit<ProtectionOptions<C>, "credentialsRequired"> {
  /** Takes the token from elsewhere; null if there is none. Default: the Bearer header, then the cookies. Never from the URL. */
  readonly getToken?: (request: IncomingMessage) => string | null | undefined;
}

/** Whose connection it is. */
export interface Upgrade<C extends CustomClaims = CustomClaims> {
  readonly claims: Claims<"access", C>;
  /** Aborts when the session ends; a second later the socket is destroyed. */
  readonly signal: AbortSignal;
}

/** Takes over the socket of a request that may pass. */
export type AcceptUpgrade<C extends CustomClaims = CustomClaims> = (
  upgrade: Upgrade<C>,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
) => void;

/**
 * Creates the listener of a server's `upgrade` event that lets only live access tokens open a WebSocket, and ends it with its
 * session. Express never sees these requests. What is refused is answered as `curfew` does. With cookies the page must be of
 * `appOrigin`.
 *
 * @example
 * const sockets = new WebSocketServer({ noServer: true });
 * server.on("upgrade", protectUpgrades({ auth }, ({ signal }, request, socket, head) => {
 *   sockets.handleUpgrade(request, socket, head, (webSocket) => {
 *     signal.addEventListener("abort", () => webSocket.close(1008, "the session has ended"));
 *   });
 * }));
 */
export function protectUpgrades<C extends CustomClaims = CustomClaims>(
  options: UpgradeOptions<C>,
  accept: AcceptUpgrade<C>,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void> {
  const authenticate = createRequestAuthenticator({ ...options, credentialsRequired: true });
  const endings = createSessionEndings(options);
  return async (request, socket, head) => {
    const onError = () => void socket.destroy();
    socket.on("error", onError);
    try {
      const token = options.getToken && (options.getToken(request) ?? null);
      const headers = headersFrom(request.headers);
      const claims = await authenticate({ method: "GET", headers, token });
      if (claims === null || socket.destroyed) return;
      const signal = closeWithSession(endings, claims, socket)();
      accept({ claims, signal }, request, socket, head);
      socket.off("error", onError);
    } catch (error) {
      answer(socket, error);
    }
  };
}

/** RFC 9112 §4: no response object exists for an upgrade. */
function answer(socket: Duplex, error: unknown): void {
  const { status, code, message, headers } = error instanceof AuthHttpError ? error : UNEXPECTED;
  const body = JSON.stringify({ code, message });
  const fields = { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const lines = Object.entries({ ...fields, connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${status}\r\n${lines.join("")}\r\n${body}`);
}

const UNEXPECTED = { status: 500, code: "unexpected", message: "Something went wrong.", headers: {} } as const;
