import type { Redis } from "ioredis";
import type { ConnectionSource } from "./connection.ts";
import { CLIENT_OPTIONS } from "./options.ts";
import { formatRedisUrl } from "./url.ts";

/** In the place of what would change a key or a reply, send a command later or again, or set another deadline. */
const HARMLESS = {
  keyPrefix: "",
  stringNumbers: false,
  readOnly: false,
  monitor: false,
  enableAutoPipelining: false,
  reconnectOnError: null,
  commandTimeout: undefined,
  socketTimeout: undefined,
} as const;

/**
 * Makes connections as a client of the user's own would, with settings of ours. Throws RangeError for a client that can't
 * be used, with the name of the setting.
 */
export function duplicateOf(client: Redis): ConnectionSource {
  checkClient(client);
  return {
    address: addressOf(client.options),
    createClient(retryStrategy) {
      const overrides = { ...CLIENT_OPTIONS, ...HARMLESS, retryStrategy };
      return client.duplicate(overrides as Redis["options"]);
    },
  };
}

function checkClient(client: Redis): void {
  if (client === null || typeof client !== "object") throw new RangeError("client must be a client of ioredis");
  if ("createPool" in client) throw new RangeError("client is one of node-redis: nodeRedisStore takes it");
  if ("isCluster" in client && client.isCluster === true) {
    throw new RangeError("client is a Cluster, which sends commands twice: give a redis-cluster:// url instead");
  }
  if (typeof client.duplicate !== "function" || typeof client.options !== "object") {
    throw new RangeError("client must be a client of ioredis");
  }
  if (client.options.role === "slave") {
    throw new RangeError('client has the role "slave": a replica takes no revocations and tells of others late');
  }
}

function addressOf({ host, port, path, db = 0, sentinels, name }: Redis["options"]): string {
  if (path) return `unix ${path}/${db}`;
  const [first, ...others] = (sentinels ?? []).map((each) => ({
    host: each.host ?? "localhost",
    port: each.port ?? 26_379,
  }));
  const isWatched = first !== undefined;
  return formatRedisUrl({
    kind: isWatched ? "sentinel" : "server",
    servers: isWatched ? [first, ...others] : [{ host: host ?? "localhost", port: port ?? 6379 }],
    db,
    primary: name ?? null,
  });
}
