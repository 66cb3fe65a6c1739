import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createTestAuth } from "@curfew/auth/testing";
import { type ServerType, serve, upgradeWebSocket } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { stream, streamSSE } from "hono/streaming";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type CurfewVariables, curfew, endWithSession } from "../src/index.ts";

const ORIGIN = "https://app.example";
let server: ServerType | null = null;
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(async () => {
  vi.useRealTimers();
  if (server !== null && "closeAllConnections" in server) server.closeAllConnections();
  server?.close();
});

/** An app with an event stream, a stream that comes to its end, and a WebSocket, served by Node.js. */
async function place() {
  const { auth, login, clock, store } = await createTestAuth();
  const app = new Hono<{ Variables: CurfewVariables }>();
  app.use(curfew({ auth, clock: clock.now, appOrigin: ORIGIN }));
  app.get("/events", (c) =>
    streamSSE(c, async (events) => {
      await events.writeSSE({ data: "hello" });
      await new Promise((resolve) => events.onAbort(() => resolve(null)));
    }),
  );
  app.get("/short", (c) => {
    c.header("x-own", "kept");
    return stream(c, async (body) => void (await body.write("all of it")));
  });
  app.get(
    "/socket",
    upgradeWebSocket((c: Context<{ Variables: CurfewVariables }>) =>
      endWithSession(c, { onOpen: (_, socket) => socket.send(c.get("jwtPayload").subject) }),
    ),
  );
  const sockets = new WebSocketServer({ noServer: true });
  server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1", websocket: { server: sockets as never } });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { access } = await login("ann");
  const bearer = { authorization: `Bearer ${access.token}` };
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: bearer });
  const connect = (headers: Record<string, string> = bearer) =>
    new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers });
  return { auth, store, get, connect, cookie: `__Host-access_token=${access.token}` };
}

async function tick(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2_000);
}

const isPending = (work: Promise<unknown> | undefined) =>
  Promise.race([work?.then(() => false), new Promise((resolve) => setTimeout(resolve, 30, true))]);

test("An event stream is cut off when its session ends", async () => {
  const { auth, get } = await place();
  const reader = (await get("/events")).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: hello\n\n");
  const next = reader?.read().catch(() => "cut off");
  await tick();
  expect(await isPending(next)).toBe(true);
  await auth.revokeSubject("ann");
  await tick();
  expect(await next).toBe("cut off");
});

test("A stream that comes to its end is whole, and isn't watched any more", async () => {
  const { get } = await place();
  const response = await get("/short");
  expect([response.headers.get("x-own"), await response.text()]).toEqual(["kept", "all of it"]);
  await vi.waitUntil(() => vi.getTimerCount() === 0);
});

test("A WebSocket is closed when its session ends", async () => {
  const { auth, connect } = await place();
  const socket = connect();
  expect(String((await once(socket, "message"))[0])).toBe("ann");
  await tick();
  const closed = once(socket, "close");
  expect(await isPending(closed)).toBe(true);
  await auth.revokeSubject("ann");
  await tick();
  expect((await closed).map(String)).toEqual(["1008", "The session has ended."]);
});

test("A WebSocket that closes by itself isn't watched any more", async () => {
  const { connect } = await place();
  const socket = connect();
  await once(socket, "message");
  expect(vi.getTimerCount()).toBe(1);
  socket.close();
  await vi.waitUntil(() => vi.getTimerCount() === 0);
});

test("A WebSocket needs a live token, and with cookies the app's own origin", async () => {
  const { connect, cookie } = await place();
  const outcome = async (headers: Record<string, string>) => {
    const socket = connect(headers);
    socket.on("error", () => {});
    const refused = once(socket, "unexpected-response").then(([, response]) => response.statusCode);
    return Promise.race([refused, once(socket, "message").then(([message]) => String(message))]);
  };
  expect(await outcome({})).toBe(401);
  expect(await outcome({ cookie, origin: "https://evil.example" })).toBe(403);
  expect(await outcome({ cookie, origin: ORIGIN })).toBe("ann");
});
