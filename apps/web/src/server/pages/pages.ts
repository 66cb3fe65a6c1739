import { Server } from "node:http";
import type { Api } from "@curfew/api";
import next from "next";
import { toHeaders } from "../http/request.ts";
import type { PageExchange, Pages } from "../http/site.ts";

interface PagesOptions {
  readonly api: Pick<Api, "withDeadline">;
  /** The folder of the web application. */
  readonly directory: string;
  readonly origin: string;
}

/**
 * What Next.js gets to see of a request: nothing that steers its insides. Every link loads its page anew, so the requests of
 * its router are not among them either.
 */
const PASSED = [
  ...["accept", "accept-encoding", "accept-language", "user-agent", "connection"],
  ...["if-none-match", "if-modified-since", "range", "if-range"],
  ...["cookie", "authorization", "sec-fetch-dest"],
  // A page that is fetched on suspicion renews nothing.
  ...["sec-purpose", "next-router-prefetch"],
];

/** The same for everyone, and fetched again by each page of the documentation: its answer says how long it may be kept. */
const SEARCH_INDEX = "/docs/search.json";

export async function createPages({ api, directory, origin }: PagesOptions): Promise<Pages> {
  const { host, hostname, port } = new URL(origin);
  // Next.js listens for upgrades on the server it is given. There is nothing to upgrade to here.
  const app = next({ dev: false, dir: directory, hostname, port: Number(port), httpServer: new Server() });
  await app.prepare();
  const handle = app.getRequestHandler();
  const serve = async ({ incoming, outgoing, url }: PageExchange) => {
    const headers = toHeaders(incoming);
    const passed = PASSED.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)]] : []));
    incoming.headers = { ...Object.fromEntries(passed), host };
    incoming.url = withoutRouterSuffix(url.pathname) + url.search;
    // Next.js says of its files how they may be used and kept.
    if (isFile(url)) for (const name of ["Cache-Control", "Content-Security-Policy"]) outgoing.removeHeader(name);
    if (url.pathname === SEARCH_INDEX) outgoing.removeHeader("Cache-Control");
    await handle(incoming, outgoing);
  };
  return {
    // What is asked to renew and what is asked to render keep one deadline.
    serve: (exchange) => api.withDeadline(() => serve(exchange)),
    close: () => app.close(),
  };
}

/** Spells a path so that Next.js doesn't take its end for a request of its router's, which it would answer 200 at any path. */
function withoutRouterSuffix(path: string): string {
  return path.replace(/\.rsc$/, "%2ersc");
}

/** Files named after their content, which may be kept for ever. */
function isFile(url: URL): boolean {
  return url.pathname.startsWith("/_next/static/");
}
