import "reflect-metadata";
import type { AddressInfo } from "node:net";
import { createTestAuth } from "@curfew/auth/testing";
import { Controller, type INestApplication, Module, Sse } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { concat, NEVER, of } from "rxjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CurfewModule } from "../src/index.ts";
import { decorate, PLATFORMS, type Platform } from "./app.ts";

let app: INestApplication | null = null;
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(async () => {
  vi.useRealTimers();
  app?.getHttpServer().closeAllConnections();
  await app?.close();
});

async function place(platform: Platform) {
  const { auth, login, clock } = await createTestAuth();
  class EventsController {
    events() {
      return concat(of({ data: "hello" }), NEVER);
    }
  }
  Controller()(EventsController);
  decorate(EventsController, "events", Sse("events"));
  class AppModule {}
  const curfew = CurfewModule.forRoot({ auth, clock: clock.now });
  Module({ imports: [curfew], controllers: [EventsController] })(AppModule);
  app = await NestFactory.create<INestApplication>(AppModule, PLATFORMS[platform](), { logger: false });
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address() as AddressInfo;
  const { access } = await login("ann");
  const headers = { authorization: `Bearer ${access.token}` };
  const stream = async () => (await fetch(`http://127.0.0.1:${port}/events`, { headers })).body?.getReader();
  return { auth, stream };
}

const isPending = (work: Promise<unknown> | undefined) =>
  Promise.race([work?.then(() => false), new Promise((resolve) => setTimeout(resolve, 30, true))]);

describe.each(Object.keys(PLATFORMS) as Platform[])("on %s", (platform) => {
  test("an event stream is destroyed when its session ends", async () => {
    const { auth, stream } = await place(platform);
    const reader = await stream();
    let text = "";
    while (!text.includes("hello")) text += new TextDecoder().decode((await reader?.read())?.value);
    const next = reader?.read() ?? Promise.resolve();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await isPending(next)).toBe(true);
    await auth.revokeSubject("ann");
    const ended = expect(next).rejects.toThrow("terminated");
    await vi.advanceTimersByTimeAsync(2_000);
    await ended;
  });
});
