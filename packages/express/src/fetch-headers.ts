import type { IncomingHttpHeaders } from "node:http";

/** The headers that say who a request is from and where it comes from. */
const NAMES = ["authorization", "cookie", "origin", "sec-fetch-site"] as const;

/** Reads the headers that matter to authentication as Fetch has them. */
export function fetchHeaders({ headers }: { readonly headers: IncomingHttpHeaders }): Headers {
  const read = new Headers();
  for (const name of NAMES) {
    const value = headers[name];
    if (typeof value === "string") read.set(name, value);
  }
  return read;
}
