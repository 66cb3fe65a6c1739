import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** The client's address: the socket's, or with trusted proxies in front what they say. */
export function clientAddress(request: IncomingMessage, trustedProxyHops: number): string {
  const socket = canonical(request.socket.remoteAddress ?? "") ?? "unknown";
  const entries = [request.headers["x-forwarded-for"] ?? []].flat().join(",");
  return forwardedAddress(entries, trustedProxyHops) ?? socket;
}

/**
 * The address that the outermost trusted proxy wrote into `X-Forwarded-For`, counted from the right, because everything
 * further left is the client's own word. Null if none is trusted, or it wrote none.
 */
export function forwardedAddress(forwardedFor: string | null, trustedProxyHops: number): string | null {
  if (trustedProxyHops === 0) return null;
  return canonical((forwardedFor ?? "").split(",").at(-trustedProxyHops) ?? "");
}

/** An address without port, brackets and the prefix of an IPv4 one in IPv6 (RFC 4291 §2.5.5.2); null if it is none. */
function canonical(text: string): string | null {
  const bare = text.trim().replace(/^\[(.*)\](:\d+)?$|^(\d+(?:\.\d+){3}):\d+$/, "$1$3");
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(address) === 0 ? null : address;
}
