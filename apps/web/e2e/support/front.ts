import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

/** What a proxy sends its requests to. */
export interface Backend {
  /** Resolves with the port of a process that will answer until it is given back. */
  borrow(): Promise<{ readonly port: number; giveBack(): void }>;
  log(): string;
  close(): Promise<void>;
}

/** A host's limit on one answer, milliseconds: a stream ends there. */
const LONGEST_MS = 8_000;

/** Starts a proxy that hands each request to a process of a backend, and says where it came from. */
export async function startFront(port: number, backend: Pick<Backend, "borrow">): Promise<{ close(): Promise<void> }> {
  const server = createServer((asked, answer) => {
    forward(asked, answer, backend).catch(() => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end();
    });
  });
  server.listen(port);
  await once(server, "listening");
  return {
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function forward(asked: IncomingMessage, answer: ServerResponse, { borrow }: Pick<Backend, "borrow">) {
  const { port, giveBack } = await borrow();
  const headers = { ...asked.headers, "x-forwarded-for": asked.socket.remoteAddress };
  const passed = request({ port, method: asked.method, path: asked.url, headers, agent: false });
  const limit = setTimeout(() => answer.end(), LONGEST_MS);
  const closed = once(answer, "close");
  try {
    asked.pipe(passed);
    const [got] = (await Promise.race([once(passed, "response"), closed])) as [IncomingMessage?];
    if (got === undefined) return;
    got.once("error", () => answer.end());
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
    await closed;
  } finally {
    clearTimeout(limit);
    passed.on("error", () => {}).destroy();
    giveBack();
  }
}
