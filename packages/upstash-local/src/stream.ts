import type { ServerResponse } from "node:http";
import type { Redis } from "ioredis";
import type { Call } from "./call.ts";
import { connectOnce } from "./connection.ts";
import { noAnswer } from "./refusal.ts";

export type Subscription = Extract<Call, { channels: unknown }>;

/** A caller that leaves more than this unread is let go: Redis would do the same. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/**
 * Sends what is published on the channels as server-sent events, until the caller goes away, Redis does, or `closing`
 * is aborted.
 */
export async function streamMessages(
  redis: Redis,
  call: Subscription,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const subscriber = await connectOnce(redis).catch((error) => {
    throw noAnswer(error);
  });
  const end = () => response.end();
  closing.addEventListener("abort", end);
  response.once("close", () => {
    closing.removeEventListener("abort", end);
    subscriber.disconnect();
  });
  await subscribe(subscriber, call, response).catch((error) => {
    subscriber.disconnect();
    throw noAnswer(error);
  });
  subscriber.once("end", end);
  // It may have gone before anyone listened for that.
  if (response.closed) subscriber.disconnect();
}

async function subscribe(subscriber: Redis, call: Subscription, response: ServerResponse): Promise<void> {
  response.setHeader("Content-Type", "text/event-stream").setHeader("Cache-Control", "no-store");
  // Before subscribing: the first message may arrive together with the confirmation.
  subscriber.on("message", (...fields: string[]) => emit(response, ["message", ...fields]));
  subscriber.on("pmessage", (...fields: string[]) => emit(response, ["pmessage", ...fields]));
  await subscriber[call.kind](...call.channels);
  for (const [index, channel] of call.channels.entries()) emit(response, [call.kind, channel, String(index + 1)]);
}

/** A line break would end the event, so what follows one goes on in a data line of its own. */
function emit(response: ServerResponse, fields: readonly string[]): void {
  const lines = fields.join(",").split(/\r\n|\r|\n/);
  response.write(`${lines.map((line) => `data: ${line}`).join("\n")}\n\n`);
  if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
}
