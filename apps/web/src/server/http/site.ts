import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress } from "../../backend/http/address.ts";
import { type Answers, answerTo, RENDERED } from "../../backend/http/answer.ts";
import type { Exchange } from "../../backend/http/observe.ts";
import { securityHeaders } from "../../backend/http/policy.ts";
import { readTarget } from "../../backend/http/target.ts";
import { toRequest } from "./request.ts";
import { send } from "./respond.ts";
import { createSignals } from "./signals.ts";

/** One request for a page or a static file. */
export interface PageExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly url: URL;
  readonly address: string;
}

/** Answers what isn't answered by the server itself. */
export interface Pages {
  serve(exchange: PageExchange): Promise<void>;
  close(): Promise<void>;
}

interface SiteOptions {
  readonly origin: string;
  readonly trustedProxyHops: number;
  readonly answers: Answers;
  readonly pages: Pages;
  /** Aborted when the server stops: ends the answers that would go on for ever. */
  readonly stopping: AbortSignal;
  /** Whether the process was told to stop: then connections aren't kept, so that none is left when it does. */
  readonly isStopping?: () => boolean;
}

/** What is answered where. */
export function createSite(options: SiteOptions): Exchange {
  const { origin, trustedProxyHops, answers, pages, stopping, isStopping = () => false } = options;
  const headers = new Headers([...securityHeaders(origin)]);
  const signalOf = createSignals(stopping);
  return async (incoming, outgoing) => {
    outgoing.setHeaders(headers);
    if (isStopping()) outgoing.setHeader("Connection", "close");
    const address = clientAddress(incoming, trustedProxyHops);
    const signal = signalOf(outgoing);
    const url = readTarget(incoming.url, origin);
    if (url === null) return send(outgoing, text(400, "That is not a path.\n"), signal);
    const answer = answerTo(url.pathname, answers);
    if (answer !== null) {
      if (!METHODS.has(incoming.method ?? "")) return send(outgoing, refused("GET, HEAD, POST"), signal);
      const response = await answer(await toRequest(incoming, url, signal), {
        address,
        peer: clientAddress(incoming, 0),
      });
      if (!incoming.complete) outgoing.setHeader("Connection", "close");
      if (response !== RENDERED) return send(outgoing, response, signal);
      incoming.method = "GET";
      outgoing.statusCode = 503;
      outgoing.setHeader("Retry-After", RETRY_SECONDS);
      return pages.serve({ incoming, outgoing, url, address });
    }
    if (isInternal(url.pathname)) return send(outgoing, text(404, "Not found.\n"), signal);
    if (!SAFE_METHODS.has(incoming.method ?? "")) return send(outgoing, refused("GET, HEAD"), signal);
    return pages.serve({ incoming, outgoing, url, address });
  };
}

const RETRY_SECONDS = "2";

const SAFE_METHODS = new Set(["GET", "HEAD"]);
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** What Next.js has besides pages and files: image work for anyone who asks, and pages for its own errors. */
function isInternal(path: string): boolean {
  return path.startsWith("/_") && !path.startsWith("/_next/static/");
}

function refused(allow: string): Response {
  return text(405, "That can't be done here.\n", { Allow: allow });
}

function text(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { "Content-Type": "text/plain; charset=utf-8", ...headers } });
}
