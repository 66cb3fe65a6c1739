import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createUpstashLocal } from "../src/index.ts";
import { randomKey, requestTo, TOKEN, useStack } from "./stack.ts";

const stack = useStack();

/** What arrives on the stream until `count` events have. */
async function events(response: Response, count: number): Promise<string[]> {
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.split("\n\n").length > count) break;
  }
  return text.split("\n\n").slice(0, count);
}

test("the real client receives its channel's messages until it unsubscribes", async () => {
  const client = stack.client({ automaticDeserialization: true });
  const channel = randomKey();
  const received: unknown[] = [];
  const subscriber = client.subscribe<{ n: number }>(channel);
  onTestFinished(() => subscriber.unsubscribe());
  subscriber.on("message", ({ message }) => received.push(message));
  await new Promise((resolve) => subscriber.on("subscribe", resolve));
  expect(await client.publish(channel, { n: 1 })).toBe(1);
  await client.publish(channel, { n: 2 });
  await vi.waitFor(() => expect(received).toEqual([{ n: 1 }, { n: 2 }]));
  await subscriber.unsubscribe();
  await vi.waitFor(async () => expect(await client.publish(channel, { n: 3 })).toBe(0));
  expect(received).toHaveLength(2);
});

test("a pattern is subscribed to with psubscribe", async () => {
  const client = stack.client({ automaticDeserialization: true });
  const prefix = randomKey();
  const subscriber = client.psubscribe<string>([`${prefix}:*`]);
  onTestFinished(() => subscriber.unsubscribe());
  const message = new Promise((resolve) => subscriber.on("pmessage", resolve));
  await new Promise((resolve) => subscriber.on("psubscribe", resolve));
  await client.publish(`${prefix}:x`, { n: 1 });
  expect(await message).toEqual({ pattern: `${prefix}:*`, channel: `${prefix}:x`, message: { n: 1 } });
});

test("events name the channel, and a line break stays inside its event", async () => {
  const [first, second] = [randomKey(), randomKey()];
  const response = await stack.request(`/subscribe/${first}/${second}`);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  await stack.client().publish(second, "a,b\ndata: message,forged");
  expect(await events(response, 3)).toEqual([
    `data: subscribe,${first},1`,
    `data: subscribe,${second},2`,
    `data: message,${second},a,b\ndata: data: message,forged`,
  ]);
});

test("a subscription needs the token", async () => {
  const response = await requestTo(stack.local.url, "/subscribe/a", { headers: { authorization: "Bearer wrong" } });
  expect(response.status).toBe(401);
});

test("a caller that leaves while subscribing leaves no subscription", async () => {
  const { port } = new URL(stack.local.url);
  const channel = randomKey();
  const request = `GET /subscribe/${channel} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`;
  for (let caller = 0; caller < 20; caller++) {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(request, () => socket.destroy()));
    await once(socket, "close");
  }
  const last = await stack.request(`/subscribe/${channel}`);
  const subscribers = () => stack.client().exec<[string, number]>(["PUBSUB", "NUMSUB", channel]);
  await vi.waitFor(async () => expect(await subscribers()).toEqual([channel, 1]));
  await last.body?.cancel();
  await vi.waitFor(async () => expect(await subscribers()).toEqual([channel, 0]));
});

test("closing ends subscriptions instead of waiting for them", async () => {
  const local = await createUpstashLocal({ redisUrl: stack.redis.url, token: TOKEN });
  const response = await requestTo(local.url, "/subscribe/a");
  const [text] = await Promise.all([response.text(), local.close()]);
  expect(text).toBe("data: subscribe,a,1\n\n");
});
