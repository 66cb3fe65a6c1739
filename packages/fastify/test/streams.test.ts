import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { createTestAuth } from "@curfew/auth/testing";
import websocket from "@fastify/websocket";
import { type FastifyInstance, fastify } from "fastify";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { curfew } from "../src/index.ts";

const ORIGIN = "https://app.example";
let app: FastifyInstance | null = null;
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(async () => {
  vi.useRealTimers();
  app?.server.closeAllConnections();
  await app?.close();
});

/** A server with an event stream and two WebSockets, one of which says goodbye. */
async function place() {
  const { auth, login, clock } = await createTestAuth();
  const server = fastify();
  app = server;
  await server.register(websocket);
  await server.register(curfew, { auth, clock: clock.now, appOrigin: ORIGIN });
  server.get("/events", (_request, reply) => {
    const events = new Readable({ read() {} });
    events.push("data: hello\n\n");
    return reply.type("text/event-stream").send(events);
  });
  server.get("/socket", { websocket: true }, (socket, request) => socket.send(request.user?.subject ?? ""));
  server.get("/polite", { websocket: true }, (socket, request) => {
    socket.send("hello");
    request.sessionSignal?.addEventListener("abort", () => socket.close(1008));
  });
  await server.listen({ port: 0, host: "127.0.0.1" });
  const { port } = server.server.address() as AddressInfo;
  const { access } = await login("ann");
  const bearer = { authorization: `Bearer ${access.token}` };
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: bearer });
  const connect = (path: string, headers: Record<string, string> = bearer) =>
    new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  return { auth, get, connect, cookie: `__Host-access_token=${access.token}` };
}

async function tick(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2_000);
}

const isPending = (work: Promise<unknown> | undefined) =>
  Promise.race([work?.then(() => false), new Promise((resolve) => setTimeout(resolve, 30, true))]);

test("An event stream is destroyed when its session ends", async () => {
  const { auth, get } = await place();
  const reader = (await get("/events")).body?.getReader();
  await reader?.read();
  const next = reader?.read() ?? Promise.resolve();
  await tick();
  expect(await isPending(next)).toBe(true);
  await auth.revokeSubject("ann");
  const ended = expect(next).rejects.toThrow("terminated");
  await tick();
  await ended;
});

test.each([
  ["/socket", "ann", 1006],
  ["/polite", "hello", 1008],
])("The WebSocket at %s is closed when its session ends", async (path, greeting, code) => {
  const { auth, connect } = await place();
  const socket = connect(path);
  expect(String((await once(socket, "message"))[0])).toBe(greeting);
  await tick();
  const closed = once(socket, "close");
  expect(await isPending(closed)).toBe(true);
  await auth.revokeSubject("ann");
  await tick();
  expect((await closed)[0]).toBe(code);
});

test("A WebSocket needs a live token, and with cookies the app's own origin", async () => {
  const { connect, cookie } = await place();
  const outcome = async (headers: Record<string, string>) => {
    const socket = connect("/socket", headers);
    socket.on("error", () => {});
    const refused = once(socket, "unexpected-response").then(([, response]) => response.statusCode);
    return Promise.race([refused, once(socket, "message").then(([message]) => String(message))]);
  };
  expect(await outcome({})).toBe(401);
  expect(await outcome({ cookie, origin: "https://evil.example" })).toBe(403);
  expect(await outcome({ cookie, origin: ORIGIN })).toBe("ann");
});
