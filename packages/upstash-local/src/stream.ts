import type { ServerResponse } from "node:http";
import type { Redis } from "ioredis";
import type { Call } from "./call.ts";
import { connectOnce } from "./connection.ts";
import { Refusal } from "./refusal.ts";

type Subscription = Extract<Call, { channels: unknown }>;

/** Sends what is published on the channels as server-sent events, until the caller goes away or Redis does. */
export async function streamMessages(redis: Redis, call: Subscription, response: ServerResponse): Promise<void> {
  const subscriber = await connectOnce(redis).catch((error) => {
    throw new Refusal(503, "ERR no answer from Redis", error);
  });
  response.on("close", () => subscriber.disconnect());
  subscriber.on("end", () => response.end());
  subscriber.on("message", (channel, message) => emit(response, ["message", channel, message]));
  subscriber.on("pmessage", (pattern, channel, message) => emit(response, ["pmessage", pattern, channel, message]));
  await subscribe(subscriber, call);
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  for (const [index, channel] of call.channels.entries()) emit(response, [call.kind, channel, String(index + 1)]);
}

async function subscribe(subscriber: Redis, { kind, channels }: Subscription): Promise<void> {
  try {
    await subscriber[kind](...channels);
  } catch (error) {
    subscriber.disconnect();
    throw new Refusal(503, "ERR no answer from Redis", error);
  }
}

/** A line break would end the event, so what follows one goes on in a data line of its own. */
function emit(response: ServerResponse, fields: readonly string[]): void {
  const lines = fields.join(",").split(/\r\n|\r|\n/);
  response.write(`${lines.map((line) => `data: ${line}`).join("\n")}\n\n`);
}
