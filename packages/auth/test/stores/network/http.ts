import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

export interface FakeHttp {
  readonly url: string;
  /** The paths of the requests received, in order. */
  requests(): readonly string[];
}

/** An HTTP server that does `answer` to each request once its body has arrived. Ends with the test. */
export async function fakeHttp(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<FakeHttp> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    request.resume().on("end", () => answer(response, request));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP listener has no port");
  return { url: `http://127.0.0.1:${address.port}`, requests: () => requests };
}
