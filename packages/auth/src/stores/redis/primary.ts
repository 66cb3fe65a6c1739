import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs } from "./backoff.ts";
import { askDirectory, type Directory } from "./directory.ts";
import type { RedisUrl, Server } from "./url.ts";

/** After so long without an answer the next one is asked too. */
const PATIENCE_MS = 200;

/**
 * Finds the server that takes writes for the prefix: asks those named, by chance who is first (one that was
 * cut off knows an old primary), and of a cluster those too that it was told of the last time. The answer
 * may be old: the server itself tells. Pauses before it asks again after nobody knew.
 */
export function createPrimaryFinder(address: RedisUrl, keyPrefix: string): () => Promise<Server> {
  let nodes: readonly Server[] = [];
  let failures = 0;
  return async () => {
    if (failures > 0) await sleep(backoffMs(failures));
    failures += 1;
    const candidates = shuffled([...address.servers, ...nodes]);
    const told = await firstAnswer(candidates, (server) => askDirectory(server, address, keyPrefix));
    failures = 0;
    nodes = told.nodes;
    return told.primary;
  };
}

/** The first good answer, or the first failure where there is none. */
async function firstAnswer(
  servers: readonly Server[],
  ask: (server: Server) => Promise<Directory>,
): Promise<Directory> {
  const answers: Promise<Directory>[] = [];
  for (const server of servers) {
    answers.push(ask(server));
    const any = Promise.any(answers).catch(() => null);
    const answer = await Promise.race([any, sleep(PATIENCE_MS, null)]);
    if (answer !== null) return answer;
  }
  return Promise.any(answers).catch((error: AggregateError) => {
    throw error.errors[0];
  });
}

function shuffled<T>(all: readonly T[]): T[] {
  const placed = all.map((each) => ({ each, place: Math.random() }));
  return placed.sort((a, b) => a.place - b.place).map(({ each }) => each);
}
