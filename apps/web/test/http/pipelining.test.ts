import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Exchange } from "../../src/backend/http/observe.ts";
import { createHttpServer } from "../../src/server/http/server.ts";
import { takeTime } from "../support/process.ts";
import { startSite } from "../support/site.ts";
import { answersOn, KINDS, MANY, open } from "./pipelining.ts";

takeTime();

test("All that one connection sends without waiting is answered in its order", async () => {
  const site = await startSite();
  const socket = await open(site.port);
  const paths = Array.from({ length: 200 }, (_, i) => `/page-${i}`);
  const answers = answersOn(socket, paths.length);
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""));
  expect((await answers).match(/(?<=page )\/page-\d+/g)).toEqual(paths);
});

test("A connection processes one request at a time, without delaying others", async () => {
  let [running, most] = [0, 0];
  const slow: Exchange = async (_, outgoing) => {
    most = Math.max(most, ++running);
    await sleep(20);
    running -= 1;
    outgoing.end();
  };
  const server = createHttpServer(slow, { log: () => {} });
  await once(server.listen(0), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const [first, other] = [await open(port), await open(port)];
  const answers = answersOn(first, 10);
  first.write(KINDS["no paths"].repeat(10));
  await answers;
  expect(most).toBe(1);
  const both = [answersOn(first, 5), answersOn(other, 5)];
  for (const socket of [first, other]) socket.write(KINDS["no paths"].repeat(5));
  await Promise.all(both);
  expect(most).toBe(2);
});

test("A client that never waits is read as fast as answered", async () => {
  const site = await startSite();
  const socket = await open(site.port);
  const block = KINDS["no paths"].repeat(MANY);
  for (let i = 0; i < 400; i++) socket.write(block);
  await answersOn(socket, 5_000);
  const unread = socket.writableLength;
  expect(unread).toBeGreaterThan(block.length);
  expect((await fetch(`${site.origin}/healthz`)).status).toBe(200);
});
