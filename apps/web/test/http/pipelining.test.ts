import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Exchange } from "../../src/backend/http/observe.ts";
import { createHttpServer } from "../../src/server/http/server.ts";
import { longestTurn } from "../support/longest-turn.ts";
import { startProcess, takeTime } from "../support/process.ts";
import { startSite } from "../support/site.ts";

takeTime();

/** As many requests as fit into one read of a socket. */
const MANY = 1_900;

/** Short ones, one with more work to it than the other. */
const KINDS = {
  "calls without a token": "GET /api/trpc/account.me HTTP/1.1\r\nHost:a\r\n\r\n",
  "no paths": "GET // HTTP/1.1\r\nHost:a\r\n\r\n",
};

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "localhost");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Resolves with all that came when so many answers have begun, or the connection ends. */
function answersOn(socket: Socket, count: number): Promise<string> {
  return new Promise((resolve) => {
    const chunks: string[] = [];
    let [begun, end] = [0, ""];
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      chunks.push(chunk);
      begun += (end + chunk).split("HTTP/1.1 ").length - 1;
      end = chunk.slice(-8);
      if (begun >= count) resolve(chunks.join(""));
    });
    socket.once("close", () => resolve(chunks.join("")));
  });
}

async function startApp() {
  const folder = await mkdtemp(join(tmpdir(), "curfew-pipelining-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const app = await startProcess({ APP_ORIGIN: "http://localhost:3000", DATA_DIR: folder }, { hear: () => {} });
  onTestFinished(() => app.kill());
  return { address: app.address, port: Number(new URL(app.address).port) };
}

/** How long calls take one after the other, milliseconds, until told to stop; at least fifty. */
async function callTimes(address: string, isOver: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (times.length < 50 || !isOver()) {
    const begun = performance.now();
    await (await fetch(`${address}/api/trpc/account.me`)).text();
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b);
}

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

test.for(Object.entries(KINDS))("No turn of the event loop is long, whatever the write: %s", async ([, request]) => {
  const site = await startSite();
  const turns: number[] = [];
  for (let i = 0; i < 2; i++) {
    const socket = await open(site.port);
    const answers = answersOn(socket, MANY);
    const work = async () => {
      socket.write(request.repeat(MANY));
      await answers;
    };
    turns.push(await longestTurn(work));
    socket.destroy();
  }
  // What happens to fall into a turn besides, such as a collection of garbage, isn't there every time.
  expect(Math.min(...turns)).toBeLessThan(100);
});

test("1,900 pipelined requests don't slow others' calls five times", async () => {
  const { address, port } = await startApp();
  await callTimes(address, () => true);
  const control = await callTimes(address, () => true);
  const socket = await open(port);
  let isOver = false;
  const answers = answersOn(socket, MANY).then((text) => {
    isOver = true;
    return text;
  });
  socket.write(KINDS["calls without a token"].repeat(MANY));
  const beside = await callTimes(address, () => isOver);
  expect((await answers).split("HTTP/1.1 401").length - 1).toBe(MANY);
  const median = (times: number[]) => times[times.length >> 1] ?? 0;
  expect(median(beside)).toBeLessThan(5 * median(control));
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

test("Many pipelining connections don't fill the memory", async () => {
  const site = await startSite();
  const sockets = await Promise.all(Array.from({ length: 12 }, () => open(site.port)));
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  for (const socket of sockets) socket.resume().write(KINDS["calls without a token"].repeat(MANY));
  await Promise.race(closed);
  expect((await fetch(`${site.origin}/healthz`)).status).toBe(200);
  expect(sockets.some(({ destroyed }) => !destroyed)).toBe(true);
});
