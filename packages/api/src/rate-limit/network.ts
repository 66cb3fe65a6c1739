import { isIPv4, isIPv6 } from "node:net";

/** Gives an IPv4 address itself, also when it is mapped into IPv6; of IPv6 the /64 that one customer gets. */
export function network(address: string): string {
  const [bare = ""] = address.split("%", 1);
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return "unknown";
  const groups = expand(bare);
  const mapped = /^0:0:0:0:0:ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(groups.join(":"));
  return mapped ? dotted(mapped.slice(1)) : `${groups.slice(0, 4).join(":")}::/64`;
}

/** Writes out the eight groups of an IPv6 address (RFC 4291 §2.2). */
function expand(address: string): string[] {
  // The URL parser knows every spelling and gives the canonical one (RFC 5952), without dots.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill("0"), ...right];
}

function dotted(groups: readonly string[]): string {
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]).join(".");
}
