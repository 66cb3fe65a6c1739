import type { ServerResponse } from "node:http";

/** Has something done at the last moment before an answer's headers go out, whoever sends them. */
export function beforeHeaders(outgoing: ServerResponse, act: () => void): void {
  const writeHead = outgoing.writeHead.bind(outgoing) as (...head: unknown[]) => ServerResponse;
  outgoing.writeHead = (...head: unknown[]) => {
    if (!outgoing.headersSent) act();
    return writeHead(...head);
  };
}
