import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createTestAuth } from "@curfew/auth/testing";
import express, { type Response } from "express";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { curfew, protectUpgrades, type UpgradeOptions } from "../src/index.ts";

const ORIGIN = "https://app.example";
let close = async () => {};
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(async () => {
  vi.useRealTimers();
  await close();
});

/** A server with an event stream, one that says goodbye, a download, and a WebSocket that echoes. */
async function place(options: Partial<UpgradeOptions> = {}) {
  const { auth, login, clock, store } = await createTestAuth();
  const app = express();
  app.set("env", "test");
  app.use(curfew({ auth, clock: clock.now }));
  const begin = (response: Response) => response.type("text/event-stream").write("data: hello\n\n");
  app.get("/events", (_request, response) => void begin(response));
  app.get("/polite", (request, response) => {
    begin(response);
    request.sessionSignal?.addEventListener("abort", () => response.end("event: ended\n\n"));
  });
  const server = app.listen(0, "127.0.0.1");
  const sockets = new WebSocketServer({ noServer: true });
  server.on(
    "upgrade",
    protectUpgrades({ auth, clock: clock.now, ...options }, ({ claims, signal }, request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.send(claims.subject);
        if (request.url === "/polite") signal.addEventListener("abort", () => webSocket.close(1008, "ended"));
      }),
    ),
  );
  await once(server, "listening");
  close = async () => {
    server.closeAllConnections();
    for (const client of sockets.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  const { access } = await login("ann");
  const headers = { authorization: `Bearer ${access.token}` };
  const stream = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).body;
  const connect = (path: string, sent: Record<string, string> = headers) =>
    new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: sent });
  return { auth, clock, store, token: access.token, stream, connect };
}

/** What the server does every two seconds. */
async function tick(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2_000);
}

async function read(body: ReadableStream<Uint8Array> | null) {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = (await reader?.read()) ?? {};
  return { first: value, reader };
}

const isPending = (work: Promise<unknown> | undefined) =>
  Promise.race([work?.then(() => false), new Promise((resolve) => setTimeout(resolve, 30, true))]);

test("An event stream is destroyed when its session ends", async () => {
  const { auth, stream } = await place();
  const { first, reader } = await read(await stream("/events"));
  expect(first).toBe("data: hello\n\n");
  const next = reader?.read() ?? Promise.resolve();
  await tick();
  expect(await isPending(next)).toBe(true);
  await auth.revokeSubject("ann");
  const ended = expect(next).rejects.toThrow("terminated");
  await tick();
  await ended;
});

test("A stream that listens to its session's signal can say goodbye", async () => {
  const { clock, stream } = await place();
  const { reader } = await read(await stream("/polite"));
  clock.advance({ seconds: 604_800 });
  await tick();
  expect((await reader?.read())?.value).toBe("event: ended\n\n");
  expect((await reader?.read())?.done).toBe(true);
});

test("A store outage ends no stream, and answered requests aren't watched", async () => {
  const { auth, store, stream } = await place();
  const { reader } = await read(await stream("/events"));
  store.break("refuse");
  await tick();
  expect(await isPending(reader?.read().catch(() => {}))).toBe(true);
  store.mend();
  await reader?.cancel().catch(() => {});
  await vi.waitUntil(() => vi.getTimerCount() === 0);
  await auth.close();
});

test("A WebSocket is destroyed when its session ends", async () => {
  const { auth, connect } = await place();
  const socket = connect("/");
  expect(String((await once(socket, "message"))[0])).toBe("ann");
  await tick();
  await auth.revokeSubject("ann");
  const closed = once(socket, "close");
  expect(await isPending(closed)).toBe(true);
  await tick();
  expect((await closed)[0]).toBe(1006);
});

test("A WebSocket that listens to the signal is closed by the server's code", async () => {
  const { auth, connect } = await place();
  const socket = connect("/polite");
  await once(socket, "message");
  await auth.revokeSubject("ann");
  const closed = once(socket, "close");
  await tick();
  expect((await closed)[0]).toBe(1008);
});

/** The status a WebSocket's request is refused with, or what it was sent. */
async function outcome(socket: WebSocket) {
  socket.on("error", () => {});
  const refused = once(socket, "unexpected-response").then(([, response]) => [response.statusCode, response.headers]);
  const accepted = once(socket, "message").then(([message]) => [101, String(message)]);
  return Promise.race([refused, accepted]);
}

test("A WebSocket is refused without a live token: 401, or 503 where the blacklist can't be asked", async () => {
  const { auth, connect } = await place();
  expect(await outcome(connect("/", {}))).toEqual([401, expect.objectContaining({ "www-authenticate": "Bearer" })]);
  await auth.close();
  expect(await outcome(connect("/"))).toEqual([503, expect.objectContaining({ "retry-after": "2" })]);
});

test("A page of another origin can't open a WebSocket with the session's cookies", async () => {
  const { connect, token } = await place({ appOrigin: ORIGIN });
  const cookie = `__Host-access_token=${token}`;
  expect((await outcome(connect("/", { cookie, origin: "https://evil.example" })))[0]).toBe(403);
  expect((await outcome(connect("/", { cookie })))[0]).toBe(403);
  expect(await outcome(connect("/", { cookie, origin: ORIGIN }))).toEqual([101, "ann"]);
});
