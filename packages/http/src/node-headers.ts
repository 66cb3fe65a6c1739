/** The headers that say who a request is from and where it comes from. */
const NAMES = ["authorization", "cookie", "origin", "sec-fetch-site", "upgrade"] as const;

/**
 * Reads the headers that matter to authentication out of Node's `IncomingMessage.headers`.
 *
 * @example
 * console.log(headersFrom({ host: "app.example", cookie: "a=1" }).get("cookie")); // a=1
 */
export function headersFrom(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  const read = new Headers();
  for (const name of NAMES) {
    const value = headers[name];
    if (typeof value === "string") read.set(name, value);
  }
  return read;
}
