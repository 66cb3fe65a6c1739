import { createTestAuth } from "@curfew/auth/testing";
import { cookieNames } from "@curfew/http";
import { afterEach, expect, test, vi } from "vitest";
import { createSessionClient, listenInOneTab } from "../src/client/index.ts";
import { createCurfew } from "../src/index.ts";

const ORIGIN = "https://app.example";
const names = cookieNames(ORIGIN);

afterEach(() => vi.unstubAllGlobals());

/** A browser that has logged in: its `fetch` goes to the app's handlers, with the cookies that they have given. */
async function setUp() {
  const made = await createTestAuth({ issuer: ORIGIN });
  const { handlers } = createCurfew({ auth: made.auth, appOrigin: ORIGIN, clock: made.clock.now });
  const { access, refresh } = await made.login("ann");
  const jar = new Map([
    [names.access, access.token],
    [names.refresh, refresh.token],
  ]);
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: string, { method = "GET" }: RequestInit = {}) => {
    asked.push(method);
    const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
    const request = new Request(new URL(input, ORIGIN), { method, headers: { cookie, origin: ORIGIN } });
    const response = await handlers[method as keyof typeof handlers](request);
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return response;
  });
  return { ...made, asked, client: createSessionClient() };
}

test("A page learns that its session lives", async () => {
  const { client, asked } = await setUp();
  expect(await client.check()).toMatchObject({ state: "live" });
  expect(asked).toEqual(["GET"]);
});

test("A page renews what has expired, and its session goes on", async () => {
  const { client, clock, asked } = await setUp();
  clock.advance({ seconds: 660 });
  expect(await client.check()).toMatchObject({ state: "live" });
  expect(asked).toEqual(["GET", "POST", "GET"]);
});

test("A page learns that its session has ended", async () => {
  const { auth, client } = await setUp();
  await auth.revokeSubject("ann");
  expect(await client.check()).toEqual({ state: "ended" });
});

test("In an outage a page learns nothing of its session", async () => {
  const { client, clock, store } = await setUp();
  store.break("refuse");
  expect(await client.check()).toEqual({ state: "unknown" });
  clock.advance({ seconds: 660 });
  expect(await client.check()).toEqual({ state: "unknown" });
});

test("A call that is refused is repeated once, with new tokens", async () => {
  const { client, clock, asked } = await setUp();
  clock.advance({ seconds: 660 });
  expect((await client.fetch("/api/session")).status).toBe(200);
  expect(asked).toEqual(["GET", "POST", "GET"]);
});

test("One tab listens for all, and another takes over when it stops", async () => {
  const heard: string[] = [];
  const open = (tab: string) =>
    listenInOneTab({
      name: "test.watch",
      listen(signal) {
        heard.push(tab);
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
      },
    });
  const stops = [open("one"), open("other")];
  await vi.waitFor(() => expect(heard).toEqual(["one"]));
  stops[0]?.();
  await vi.waitFor(() => expect(heard).toEqual(["one", "other"]));
  stops[1]?.();
});
