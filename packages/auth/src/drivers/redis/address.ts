import type { RedisOptions } from "ioredis";

type Credentials = Pick<RedisOptions, "username" | "password">;
type Address = Credentials & Pick<RedisOptions, "host" | "port" | "db" | "tls">;

/**
 * Where and as whom to connect, from `redis://[user[:password]@]host[:port][/database]`, with
 * `rediss:` over TLS. Read here and not by the client, which lets the URL's query override any
 * option, deadlines included, and takes a database it can't parse for the first. Throws RangeError
 * without quoting the URL, which holds the password.
 */
export function addressOf(url: string): Address {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !["redis:", "rediss:"].includes(parsed.protocol) || parsed.hostname === "") {
    throw new RangeError("url must be a redis:// or rediss:// URL");
  }
  const database = /^\/?(\d{0,5})$/.exec(parsed.pathname)?.[1];
  if (database === undefined || parsed.search !== "" || parsed.hash !== "") {
    throw new RangeError("url must have nothing after the host but a database number");
  }
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: Number(parsed.port || 6379),
    db: Number(database),
    ...credentialsOf(parsed),
    ...(parsed.protocol === "rediss:" ? { tls: {} } : {}),
  };
}

function credentialsOf({ username, password }: URL): Credentials {
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
