import { once } from "node:events";
import type { ServerResponse } from "node:http";

/**
 * Sends an answer. Headers set on `outgoing` before stay unless the answer has its own. Resolves when all was handed over or the
 * client is gone.
 */
export async function send(outgoing: ServerResponse, response: Response, signal: AbortSignal): Promise<void> {
  outgoing.statusCode = response.status;
  outgoing.setHeaders(response.headers);
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    await stream(outgoing, response, signal);
  } else {
    outgoing.end(new Uint8Array(await response.arrayBuffer()));
  }
}

/** Sends events as they come, no faster than the client takes them. */
async function stream(outgoing: ServerResponse, response: Response, signal: AbortSignal): Promise<void> {
  // Whoever waits for events wants to know that the waiting has begun.
  outgoing.flushHeaders();
  const reader = response.body?.getReader();
  const cancel = () => void reader?.cancel().catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      if (!outgoing.write(part.value)) await once(outgoing, "drain", { signal });
    }
    outgoing.end();
  } catch (cause) {
    outgoing.destroy();
    if (!signal.aborted) throw cause;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
