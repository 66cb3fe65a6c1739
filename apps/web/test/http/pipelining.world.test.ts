import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { longestTurn } from "../support/longest-turn.ts";
import { startProcess, takeTime } from "../support/process.ts";
import { startSite } from "../support/site.ts";
import { answersOn, KINDS, MANY, open } from "./pipelining.ts";

takeTime();

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

test("Many pipelining connections don't fill the memory", async () => {
  const site = await startSite();
  const sockets = await Promise.all(Array.from({ length: 12 }, () => open(site.port)));
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  for (const socket of sockets) socket.resume().write(KINDS["calls without a token"].repeat(MANY));
  await Promise.race(closed);
  expect((await fetch(`${site.origin}/healthz`)).status).toBe(200);
  expect(sockets.some(({ destroyed }) => !destroyed)).toBe(true);
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
