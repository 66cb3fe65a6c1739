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
  /** Paths of PEM files. */
  readonly certificates: CertificateFiles;
  readonly username?: string;
  readonly password?: string;
}

/** Named as in a URL of Postgres: the authorities that are believed, and what the client shows who it is by. */
export type CertificateFiles = { readonly [name in CertificateParameter]?: string };

type CertificateParameter = (typeof CERTIFICATE_PARAMETERS)[number];

const CERTIFICATE_PARAMETERS = ["sslrootcert", "sslcert", "sslkey"] as const;

const FORM = /^(rediss?)(?:-(cluster|sentinel))?:\/\/((?:[^/?#]*@)?)([^/?#]*)([^?#]*)(.*)$/s;

const UNENCODED = "url must have a user and password that are percent-encoded";

const PORTS = { server: 6379, cluster: 6379, sentinel: 26379 };

/**
 * Reads where and as whom to connect: `redis://[user[:password]@]host[:port][/database]`,
 * `redis-cluster://[user[:password]@]host[:port][,host[:port]…]` or
 * `redis-sentinel://[user[:password]@]host[:port][,host[:port]…][/database]?sentinelMasterId=name`, with
 * `rediss` over TLS, and there with `?sslrootcert=`, `sslcert=` and `sslkey=`. Read here and not by the client, which lets
 * the URL's query override any option, deadlines included, and takes a database it can't parse for the first. Throws
 * RangeError without quoting the URL, which holds the password.
 */
export function parseRedisUrl(url: string): RedisUrl {
  const [, scheme, kind = "server", user = "", hosts = "", path = "", query = ""] = FORM.exec(url) ?? [];
  const [first, ...others] = hosts.split(",").map((host) => parsedOrNull(`redis://${user}${host}`));
  if (scheme === undefined || !isKind(kind)) throw new RangeError("url must be a redis:// or rediss:// URL");
  if (!first || others.includes(null)) {
    throw new RangeError("url must name a host, or several separated by commas, such as a.example:6379,b.example");
  }
  if (kind !== "server" && user.slice(0, -1).includes("@")) throw new RangeError(UNENCODED);
  if (kind === "server" && others.length > 0) throw new RangeError("url must name one host");
  const parameters = parametersOf(query);
  const serverOf = ({ hostname, port }: URL) => ({
    // Stryker disable next-line Regex: a parsed host has brackets at its ends only
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || PORTS[kind]),
  });
  return {
    kind,
    servers: [serverOf(first), ...others.flatMap((other) => (other === null ? [] : [serverOf(other)]))],
    db: databaseOf(kind, path),
    primary: primaryOf(kind, parameters),
    isSecure: scheme === "rediss",
    certificates: certificatesOf(scheme, parameters),
    ...credentialsOf(first),
  };
}

type Place = Pick<RedisUrl, "kind" | "servers" | "db" | "primary">;

/** Writes an address without its secrets, the same for all spellings of it. */
export function formatRedisUrl({ kind, servers, db, primary }: Place): string {
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

type Parameters = ReadonlyMap<string, string>;

function parametersOf(query: string): Parameters {
  const all = [...new URLSearchParams(query)];
  const parameters = new Map(all);
  if (query.includes("#") || parameters.size < all.length || all.some(([, value]) => value === "")) {
    throw new RangeError("url must have no fragment, and no parameter that is empty or given twice");
  }
  return parameters;
}

function primaryOf(kind: RedisUrl["kind"], parameters: Parameters): string | null {
  const primary = parameters.get("sentinelMasterId");
  const isNamed = primary !== undefined && /^[\w.-]+$/.test(primary);
  if (kind === "sentinel" && !isNamed) {
    throw new RangeError("url must end with ?sentinelMasterId= and the name that the Sentinels know the primary by");
  }
  const known: readonly string[] = [...CERTIFICATE_PARAMETERS, ...(kind === "sentinel" ? ["sentinelMasterId"] : [])];
  if ([...parameters.keys()].some((name) => !known.includes(name))) {
    throw new RangeError(`url must have no parameters but ${known.join(", ")}`);
  }
  return primary ?? null;
}

function certificatesOf(scheme: string, parameters: Parameters): CertificateFiles {
  const given = CERTIFICATE_PARAMETERS.filter((name) => parameters.has(name));
  if (given.length > 0 && scheme !== "rediss") throw new RangeError(`url has ${given[0]}, which needs rediss:`);
  if (parameters.has("sslcert") !== parameters.has("sslkey")) {
    throw new RangeError("url must have both of sslcert and sslkey, or neither");
  }
  return Object.fromEntries(given.map((name) => [name, parameters.get(name)]));
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
    throw new RangeError(UNENCODED);
  }
}
