import { once } from "node:events";
import type { Server } from "node:http";

/** Calls to Redis have a shorter deadline of their own; this one is for callers that don't read or write on. */
const DEADLINE_MS = 3_000;

/**
 * Watches a server from its start.
 * @returns how to close it: new connections are refused, calls under way finish, and no idle connection is waited for.
 */
export function closer(server: Server): () => Promise<void> {
  let underWay = 0;
  server.on("request", (_request, response) => {
    underWay += 1;
    response.once("close", () => {
      underWay -= 1;
      if (underWay === 0 && !server.listening) server.closeAllConnections();
    });
  });
  return async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    if (underWay === 0) server.closeAllConnections();
    const deadline = setTimeout(() => server.closeAllConnections(), DEADLINE_MS);
    await closed;
    clearTimeout(deadline);
  };
}
