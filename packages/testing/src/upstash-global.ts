import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { createListener } from "./fault-proxy/listener.ts";

export interface UpstashGlobalOptions {
  /** The REST URL in front of the Redis that takes writes. */
  readonly primary: string;
  /** The REST URL in front of its read region: a Redis that follows the primary. */
  readonly copy: string;
  /** How far the region is behind at most, milliseconds; what it was sent longer ago, it has. */
  readonly lagMs: () => number;
}

export interface UpstashGlobal {
  /** What a client is given. */
  readonly url: string;
  /** Requests that the read region has answered so far. */
  readonly fromCopy: number;
  close(): Promise<void>;
}

/** What a read region answers by itself; scripts, pipelines and transactions with anything else go to the primary. */
const READS = new Set(["get", "mget", "exists", "ttl", "pttl", "strlen", "type", "xlen", "xrange", "xrevrange"]);

/** The region may be as late as it is said to be, and its server's turn comes a little later. */
const MARGIN_MS = 250;

/**
 * Starts what stands in front of a Global database of Upstash, on 127.0.0.1: writes go to the primary, reads to the read
 * region, unless the client's sync token says that it has seen what the region doesn't have yet.
 * https://upstash.com/docs/redis/features/consistency
 */
export async function startUpstashGlobal({ primary, copy, lagMs }: UpstashGlobalOptions): Promise<UpstashGlobal> {
  let fromCopy = 0;
  const log = createWriteLog(lagMs);
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const isWrite = !isRead(request.url ?? "/", body);
    const seen = Number(request.headers["upstash-sync-token"] ?? 0);
    const isOfCopy = !isWrite && seen <= log.arrived();
    if (isOfCopy) fromCopy += 1;
    const token = isOfCopy ? log.arrived() : null;
    const answer = await forward(isOfCopy ? copy : primary, request, body);
    if (isWrite) log.written();
    response.setHeader("upstash-sync-token", String(token ?? log.count()));
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.text);
  };
  const listener = await createListener(() =>
    createServer((request, response) => {
      serve(request, response).catch(() => request.socket.destroy());
    }),
  );
  return {
    url: `http://127.0.0.1:${listener.port}`,
    get fromCopy() {
      return fromCopy;
    },
    close: async () => listener.shut(),
  };
}

/** Counts writes, and tells how many of them the read region has for certain. */
function createWriteLog(lagMs: () => number) {
  const writtenAt: number[] = [];
  return {
    count: () => writtenAt.length,
    written: () => void writtenAt.push(performance.now()),
    arrived() {
      const before = performance.now() - lagMs() - MARGIN_MS;
      return writtenAt.findLastIndex((at) => at < before) + 1;
    },
  };
}

function isRead(path: string, body: Buffer): boolean {
  const parsed: unknown = JSON.parse(body.toString("utf8"));
  if (!Array.isArray(parsed)) return false;
  const commands: unknown[] = /^\/(pipeline|multi-exec)/.test(path) ? parsed : [parsed];
  return commands.every((command) => Array.isArray(command) && READS.has(String(command[0]).toLowerCase()));
}

async function forward(target: string, { url = "/", headers }: IncomingMessage, body: Buffer) {
  const { authorization = "", "upstash-encoding": encoding } = headers;
  const answer = await fetch(target + url, {
    method: "POST",
    headers: { authorization, ...(encoding === undefined ? {} : { "upstash-encoding": String(encoding) }) },
    body: new Uint8Array(body),
  });
  return { status: answer.status, text: await answer.text() };
}
