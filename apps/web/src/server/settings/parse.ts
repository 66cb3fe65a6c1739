/** A setting's value, or what is wrong with it in words that never repeat the value. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

export type Parser<T> = (text: string) => Parsed<T>;

/** A whole number in plain decimal digits, both bounds included. */
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
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.href !== `${parsed.origin}/`) {
    return { problem: "must be an origin such as https://app.example: scheme, host and port, without a path" };
  }
  if (parsed.protocol === "http:" && !isLoopback(parsed.origin)) {
    return { problem: "must be https: unless its host is a loopback one such as localhost" };
  }
  return { value: parsed.origin };
};

/** Whether an origin's host never leaves the machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function isLoopback(ofOrigin: string): boolean {
  const { hostname } = new URL(ofOrigin);
  return /^(.+\.)?localhost$|^127(\.\d{1,3}){3}$|^\[::1\]$/.test(hostname);
}

/** Visible ASCII, as it can stand in a header. */
export const secret: Parser<string> = (text) =>
  /^[\x21-\x7e]{1,4096}$/.test(text) ? { value: text } : { problem: "must be visible ASCII characters without spaces" };
