import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:https";
import type { Certified } from "@curfew/testing/certificates";

/** Starts a proxy that speaks TLS with browsers and plain HTTP with the app behind it. */
export async function startTlsFront(
  port: number,
  { certificate, key }: Certified,
  app: { readonly address: string },
): Promise<{ close(): Promise<void> }> {
  const server = createServer({ cert: certificate, key }, (asked, answer) => {
    const headers = { ...asked.headers, "x-forwarded-for": asked.socket.remoteAddress };
    const passed = request(new URL(asked.url ?? "/", app.address), { method: asked.method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
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
