export interface Server {
  readonly host: string;
  readonly port: number;
}

/** What a URL says: one server; or some nodes of a cluster, or some Sentinels, to be asked where the primary is. */
export interface RedisUrl {
  readonly kind: "server" | "cluster" | "sentinel";
  readonly servers: readonly [Server, ...Server[]];
  readonly db: number;
  /** What the Sentinels know the primary by. */
  readonly primary: string | null;
  readonly isSecure: boolean;
  readonly username?: string;
  readonly password?: string;
}

const FORM = /^(rediss?)(?:-(cluster|sentinel))?:\/\/((?:[^/?#]*@)?)([^/?#]*)([^?#]*)(.*)$/s;

const PORTS = { server: 6379, cluster: 6379, sentinel: 26379 };

/**
 * Reads where and as whom to connect: `redis://[user[:password]@]host[:port][/database]`,
 * `redis-cluster://[user[:password]@]host[:port][,host[:port]…]` or
 * `redis-sentinel://[user[:password]@]host[:port][,host[:port]…][/database]?sentinelMasterId=name`, with
 * `rediss` over TLS. Read here and not by the client, which lets the URL's query override any option,
 * deadlines included, and takes a database it can't parse for the first. Throws RangeError without
 * quoting the URL, which holds the password.
 */
export function parseRedisUrl(url: string): RedisUrl {
  const [, scheme, kind = "server", user = "", hosts = "", path = "", query = ""] = FORM.exec(url) ?? [];
  const [first, ...others] = hosts.split(",").map((host) => parsedOrNull(`redis://${user}${host}`));
  if (scheme === undefined || !isKind(kind) || !first || others.includes(null)) {
    throw new RangeError("url must be a redis:// or rediss:// URL");
  }
  if (kind === "server" && others.length > 0) throw new RangeError("url must name one host");
  const serverOf = ({ hostname, port }: URL) => ({
    // Stryker disable next-line Regex: a parsed host has brackets at its ends only
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || PORTS[kind]),
  });
  return {
    kind,
    servers: [serverOf(first), ...others.flatMap((other) => (other === null ? [] : [serverOf(other)]))],
    db: databaseOf(kind, path),
    primary: primaryOf(kind, query),
    isSecure: scheme === "rediss",
    ...credentialsOf(first),
  };
}

/** Writes an address without its secrets, the same for all spellings of it. */
export function formatRedisUrl({ kind, servers, db, primary }: RedisUrl): string {
  const names = servers.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`.toLowerCase());
  const all = [...new Set(names)].sort().join(",");
  if (kind === "server") return `${all}/${db}`;
  return kind === "cluster" ? `cluster ${all}` : `sentinel ${all}/${db} ${primary}`;
}

function isKind(kind: string): kind is RedisUrl["kind"] {
  return kind in PORTS;
}

function parsedOrNull(url: string): URL | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed?.hostname === "" || parsed?.port === "0" ? null : parsed;
}

function databaseOf(kind: RedisUrl["kind"], path: string): number {
  const database = (kind === "cluster" ? /^\/?()$/ : /^\/?(\d{0,5})$/).exec(path)?.[1];
  if (database !== undefined) return Number(database);
  const others = kind === "cluster" ? "" : " but a database number";
  throw new RangeError(`url must have nothing after the host${others}`);
}

function primaryOf(kind: RedisUrl["kind"], query: string): string | null {
  if (kind !== "sentinel") {
    if (query !== "") throw new RangeError("url must have no query or fragment");
    return null;
  }
  const primary = /^\?sentinelMasterId=([\w.-]+)$/.exec(query)?.[1];
  if (primary === undefined) throw new RangeError("url must end with ?sentinelMasterId= and the primary's name");
  return primary;
}

function credentialsOf({ username, password }: URL): Pick<RedisUrl, "username" | "password"> {
  return {
    ...(username === "" ? {} : { username: decoded(username) }),
    ...(password === "" ? {} : { password: decoded(password) }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RangeError("url must have a user and password that are percent-encoded");
  }
}
