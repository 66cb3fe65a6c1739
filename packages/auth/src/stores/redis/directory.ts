import { Redis } from "ioredis";
import { StoreError } from "../../blacklist/store.ts";
import { CLIENT_OPTIONS, optionsFor } from "./options.ts";
import { unexpected } from "./replies.ts";
import type { RedisUrl, Server } from "./url.ts";

/** What a node of a cluster or a Sentinel tells. */
export interface Directory {
  /** The server that takes writes for the prefix. */
  readonly primary: Server;
  /** Others that can be asked the next time. */
  readonly nodes: readonly Server[];
}

/** So long a server may take to answer each question. */
const ANSWER_MS = 1_500;

/** Asks one of the servers that an address names, over a connection of its own. Rejects with any error. */
export async function askDirectory(server: Server, address: RedisUrl, keyPrefix: string): Promise<Directory> {
  const client = clientFor(server, address);
  const failed = new Promise<never>((_resolve, reject) => client.on("error", reject));
  const answered = client.connect().then(() => {
    return address.kind === "sentinel" ? askSentinel(client, address) : askNode(client, server, keyPrefix);
  });
  try {
    return await Promise.race([failed, answered]);
  } finally {
    client.disconnect();
  }
}

/** Sentinels have one database and users of their own: user and password are those of the servers they watch. */
function clientFor(server: Server, { username, password, ...address }: RedisUrl): Redis {
  const credentials = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
  const own = address.kind === "sentinel" ? { ...address, db: 0 } : { ...address, ...credentials };
  return new Redis({
    ...optionsFor(server, own),
    ...CLIENT_OPTIONS,
    commandTimeout: ANSWER_MS,
    retryStrategy: null,
  });
}

/** https://redis.io/docs/latest/develop/reference/sentinel-clients */
async function askSentinel(client: Redis, { primary }: RedisUrl): Promise<Directory> {
  const reply = await client.call("SENTINEL", "get-master-addr-by-name", String(primary));
  if (reply === null) throw new StoreError("The Sentinels know no primary of that name");
  if (!Array.isArray(reply) || reply.length !== 2) throw unexpected();
  return { primary: serverOf(reply[0], Number(reply[1])), nodes: [] };
}

/** https://redis.io/docs/latest/commands/cluster-slots */
async function askNode(client: Redis, server: Server, keyPrefix: string): Promise<Directory> {
  const [slot, ranges] = await Promise.all([
    client.call("CLUSTER", "KEYSLOT", keyPrefix),
    client.call("CLUSTER", "SLOTS"),
  ]);
  if (typeof slot !== "number" || !Array.isArray(ranges)) throw unexpected();
  const holders = ranges.map((range: unknown) => {
    if (!Array.isArray(range) || !Array.isArray(range[2])) throw unexpected();
    const [first, last, [host, port]] = range;
    // A node that doesn't know its own name is reached by the one it was asked under.
    return { holds: first <= slot && slot <= last, server: serverOf(host || server.host, port) };
  });
  const primary = holders.find(({ holds }) => holds)?.server;
  if (primary === undefined) throw new StoreError("No node of the cluster holds the keys' slot");
  return { primary, nodes: holders.map((holder) => holder.server) };
}

function serverOf(host: unknown, port: unknown): Server {
  if (typeof host !== "string" || !/^[\w.:-]+$/.test(host)) throw unexpected();
  if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) throw unexpected();
  return { host, port };
}
