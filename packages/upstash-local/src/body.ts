import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

/** The largest request of Upstash's paid plans. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** The whole body. Refuses one that is too large as soon as that is known. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > MAX_BODY_BYTES) throw tooLarge(announced);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge(length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(actual: number): Refusal {
  return new Refusal(413, `ERR max request size exceeded. Limit: ${MAX_BODY_BYTES} bytes, Actual: ${actual} bytes`);
}
