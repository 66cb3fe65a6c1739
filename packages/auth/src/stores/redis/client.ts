import { Redis } from "ioredis";
import { createConnector } from "./connector.ts";
import { CLIENT_OPTIONS, optionsFor } from "./options.ts";
import { createPrimaryFinder } from "./primary.ts";
import type { RedisUrl } from "./url.ts";

/**
 * Creates a client with one connection to the server that takes writes, found anew for each connection. That a
 * cluster has others doesn't matter: all keys stand in one slot. So the client's own cluster isn't
 * used, which queues commands for nodes it has yet to connect to, and sends some of them twice.
 */
export function clientFor(address: RedisUrl, keyPrefix: string, retryStrategy: () => number): Redis {
  const options = { ...optionsFor(address.servers[0], address), ...CLIENT_OPTIONS, retryStrategy };
  if (address.kind === "server" && !address.isSecure) return new Redis(options);
  // Over TLS by our own connector too, which reads the files of certificates anew.
  const find = address.kind === "server" ? async () => address.servers[0] : createPrimaryFinder(address, keyPrefix);
  return new Redis({ ...options, Connector: createConnector(find, address) });
}
