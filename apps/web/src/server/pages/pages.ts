import { Server } from "node:http";
import type { Api } from "@curfew/api";
import next from "next";
import { FILE_POLICY, pagePolicy } from "../http/policy.ts";
import { toHeaders } from "../http/request.ts";
import type { PageExchange, Pages } from "../http/site.ts";
import type { Visits } from "./page-context.ts";
import { KEPT, type Renew } from "./renewal.ts";

interface PagesOptions {
  readonly api: Pick<Api, "withDeadline">;
  readonly renew: Renew;
  /** The folder of the web application. */
  readonly directory: string;
  readonly origin: string;
  readonly visits: Visits;
}

/**
 * What Next.js gets to see of a request: no cookie, and nothing that steers its insides. Pages are
 * fetched whole, so its router's own requests are not among them either.
 */
const PASSED = [
  ...["accept", "accept-encoding", "accept-language", "user-agent", "connection"],
  ...["if-none-match", "if-modified-since", "range", "if-range"],
];

export async function createPages({ api, directory, origin, visits, renew }: PagesOptions): Promise<Pages> {
  const { host, hostname, port } = new URL(origin);
  // Next.js listens for upgrades on the server it is given. There is nothing to upgrade to here.
  const app = next({ dev: false, dir: directory, hostname, port: Number(port), httpServer: new Server() });
  await app.prepare();
  const handle = app.getRequestHandler();
  const serve = async ({ incoming, outgoing, url, address }: PageExchange) => {
    const headers = toHeaders(incoming);
    const policy = pagePolicy();
    const passed = PASSED.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)]] : []));
    // Next.js finds the nonce for its scripts in the request's policy.
    incoming.headers = { ...Object.fromEntries(passed), host, "content-security-policy": policy };
    incoming.url = url.pathname + url.search;
    outgoing.setHeader("Content-Security-Policy", isFile(url) ? FILE_POLICY : policy);
    // Next.js says how long its files may be kept.
    if (isFile(url)) outgoing.removeHeader("Cache-Control");
    const renewal = isFile(url) ? KEPT : await renew(headers, address);
    const visitor = {
      headers: renewal.state === "renewed" ? renewal.headers : headers,
      isUnknown: renewal.state === "unknown",
    };
    await visits.during({ url, address, outgoing, ...visitor }, () => handle(incoming, outgoing));
  };
  return {
    // What is asked to renew and what is asked to render keep one deadline.
    serve: (exchange) => api.withDeadline(() => serve(exchange)),
    close: () => app.close(),
  };
}

/** Files named after their content, which may be kept for ever. */
function isFile(url: URL): boolean {
  return url.pathname.startsWith("/_next/static/");
}
