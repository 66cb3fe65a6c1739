import { ApiError } from "../errors/api-error.ts";
import { MAX_BYTES } from "../protocol.ts";

/**
 * Reads a whole body, counting as it comes, whatever length was announced. Throws `body_too_large`
 * as soon as that is certain, `body_cut_off` if the client leaves, `body_not_text` if it isn't UTF-8.
 */
export async function readBody(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BYTES) throw new ApiError("body_too_large");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new ApiError("body_too_large");
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks));
}

/** Reads the chunks of a body. A client that leaves in the middle has sent a broken request: no fault of ours. */
async function* chunksOf({ body }: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch {
    throw new ApiError("body_cut_off");
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError("body_not_text");
  }
}
