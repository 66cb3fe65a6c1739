import type { IncomingMessage } from "node:http";
import { MAX_BYTES } from "@curfew/api/protocol";

/** One byte more than the api takes: it sees that a body is too long without the rest being read. */
const MOST_BYTES = MAX_BYTES + 1;

/**
 * The request as the web platform knows it, its body read. A body that is too long is cut off at a
 * length that the api refuses. Rejects if the client goes away first.
 */
export async function toRequest(incoming: IncomingMessage, url: URL, signal: AbortSignal): Promise<Request> {
  const method = incoming.method ?? "GET";
  const init = { method, headers: toHeaders(incoming), signal };
  if (method === "GET" || method === "HEAD") return new Request(url, init);
  return new Request(url, { ...init, body: await readBody(incoming) });
}

export function toHeaders(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop must not end the connection: the answer is still to be sent.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_BYTES) break;
  }
  return Uint8Array.from(Buffer.concat(chunks).subarray(0, MOST_BYTES));
}
