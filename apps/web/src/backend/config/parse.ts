/** A setting's value, or what is wrong with it in words that never repeat the value. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

export type Parser<T> = (text: string) => Parsed<T>;

/** Reads a whole number in plain decimal digits, both bounds included. */
export function integer(least: number, most: number): Parser<number> {
  return (text) => {
    const value = /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? { value } : { problem: `must be a whole number from ${least} to ${most}` };
  };
}

/**
 * A web origin exactly as a browser sends it (RFC 6454 §6.2): scheme, host and port, and nothing
 * else. Plain http is for a loopback host only.
 */
export const origin: Parser<string> = (text) => {
  const parsed = URL.parse(text);
  const isOrigin = /^https?:$/.test(parsed?.protocol ?? "") && parsed?.href === `${parsed?.origin}/`;
  if (parsed === null || !isOrigin || parsed.hostname.includes("*")) {
    return { problem: "must be an origin such as https://app.example: scheme, host and port, without a path" };
  }
  if (parsed.protocol === "http:" && !isLoopback(parsed.origin)) {
    return { problem: "must be https: unless its host is a loopback one such as localhost" };
  }
  return { value: parsed.origin };
};

/** Returns true if an origin's host never leaves the machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function isLoopback(ofOrigin: string): boolean {
  const { hostname } = new URL(ofOrigin);
  return /^(.+\.)?localhost$|^127(\.\d{1,3}){3}$|^\[::1\]$/.test(hostname);
}

/** Visible ASCII, as it can stand in a header. */
export const secret: Parser<string> = (text) =>
  /^[\x21-\x7e]{1,4096}$/.test(text) ? { value: text } : { problem: "must be visible ASCII characters without spaces" };

export const flag: Parser<boolean> = (text) =>
  text === "true" || text === "false" ? { value: text === "true" } : { problem: "must be true or false" };

/** Exact web origins, separated by commas; each on https or on a loopback host. */
export const origins: Parser<readonly string[]> = (text) => {
  const parsed = text.split(",").map((each) => origin(each.trim()));
  const values = parsed.flatMap((each) => ("value" in each ? [each.value] : []));
  return values.length === parsed.length
    ? { value: [...new Set(values)] }
    : {
        problem:
          "must be origins such as https://app.example, separated by commas: no path, no * and no null; " +
          "http: for a loopback host only",
      };
};

/** What may stand before a cookie's name; two underscores are left to browsers (RFC 6265bis §4.1.3). */
export const cookiePrefix: Parser<string> = (text) =>
  /^(?!__)[A-Za-z0-9_-]{1,32}$/.test(text)
    ? { value: text }
    : { problem: "must be 1 to 32 of A-Z, a-z, 0-9, _ and -, and not begin with __" };

/** With a hash tag all keys share one slot of a cluster (Redis Cluster specification, Hash tags). */
export const keyPrefix: Parser<string> = (text) =>
  /^[A-Za-z0-9_.:/{}-]{1,64}$/.test(text) && /^[^{]*\{[^}]+\}/.test(text)
    ? { value: text }
    : { problem: "must be at most 64 of A-Z, a-z, 0-9 and _.:/{}- with a hash tag, such as {curfew}:" };
