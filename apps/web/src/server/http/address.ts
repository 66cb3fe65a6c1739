import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * The client's address. With trusted proxies in front, the one that the outermost of them wrote into
 * `X-Forwarded-For`, counted from the right, because everything further left is the client's own word.
 */
export function clientAddress(request: IncomingMessage, trustedProxyHops: number): string {
  const socket = canonical(request.socket.remoteAddress ?? "") ?? "unknown";
  if (trustedProxyHops === 0) return socket;
  const entries = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  return canonical(entries.at(-trustedProxyHops) ?? "") ?? socket;
}

/** An address without port, brackets and the prefix of an IPv4 one in IPv6 (RFC 4291 §2.5.5.2); null if it is none. */
function canonical(text: string): string | null {
  const bare = text.trim().replace(/^\[(.*)\](:\d+)?$|^(\d+(?:\.\d+){3}):\d+$/, "$1$3");
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(address) === 0 ? null : address;
}
