import type { Parsed } from "./parse.ts";

const SCHEME = /^rediss?-(cluster|sentinel):\/\//;
/** One or more of `host[:port]`, an IPv6 address in brackets. */
const HOSTS = /^(\[[\d:a-f.]+\]|[\w.-]+)(:\d{1,5})?(,(\[[\d:a-f.]+\]|[\w.-]+)(:\d{1,5})?)*$/i;
const CREDENTIALS = /^([^:@/?#]|%[\da-f]{2})*(:([^:@/?#]|%[\da-f]{2})*)?$/i;

/** Returns true if an address names several servers: a Redis Cluster's, or the Sentinels that know the primary. */
export function namesNodes(url: string): boolean {
  return SCHEME.test(url);
}

/**
 * Judges `redis-cluster://[user[:password]@]host[:port],…` and
 * `redis-sentinel://[user[:password]@]host[:port],…[/database]?sentinelMasterId=name`; `rediss-` is with TLS.
 */
export function redisNodes(url: string): Parsed<string> {
  const isCluster = SCHEME.exec(url)?.[1] === "cluster";
  const [, authority = "", path = "", query = ""] =
    /^([^/?#]*)(\/[^?#]*)?(\?.*)?$/s.exec(url.replace(SCHEME, "")) ?? [];
  const at = authority.lastIndexOf("@");
  const hosts = authority.slice(at + 1);
  if (!HOSTS.test(hosts) || hosts.split(",").some(hasBadPort)) {
    return { problem: "must name hosts after its scheme, separated by commas, such as a.example:6379,b.example" };
  }
  if (at >= 0 && !CREDENTIALS.test(authority.slice(0, at))) {
    return { problem: "must have a user and password that are percent-encoded" };
  }
  if (isCluster) return path === "" && query === "" ? { value: url } : { problem: "must have nothing after its hosts" };
  if (!/^(\/\d{0,5})?$/.test(path)) return { problem: "must have nothing after its hosts but a database number" };
  return /^\?sentinelMasterId=[\w.-]+$/.test(query)
    ? { value: url }
    : { problem: "must end with ?sentinelMasterId= and the name that the Sentinels know the primary by" };
}

function hasBadPort(host: string): boolean {
  const port = /:(\d+)$/.exec(host.replace(/^\[.*\]/, ""))?.[1];
  return port !== undefined && (Number(port) < 1 || Number(port) > 65_535);
}
