import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { type Caller, read } from "./world/caller.ts";
import { bearer, createWorld, type World } from "./world/world.ts";

test("A stream reports an ended session within five seconds, and completes", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const phone = await world.tokens(credentials);
  const stream = await watch(world.client(), phone.accessToken);
  expect(stream.response.status).toBe(200);
  expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
  expect(stream.response.headers.get("cache-control")).toBe("no-store, no-transform");
  const start = performance.now();
  await browser.mutate("sessions.revokeOthers");
  expect(await stream.events()).toEqual(["connected", { type: "ended", reason: "session_ended" }, "return"]);
  expect(performance.now() - start).toBeLessThan(5000);
});

test("Each way to end a session has its word", async () => {
  const ways: Record<string, (world: World, person: Person) => Promise<unknown>> = {
    session_ended: ({ client }, { token }) => client().mutate("auth.logout", undefined, bearer(token)),
    everything_ended: ({ auth }) => auth.revokeAll(),
    session_expired: async ({ pass }) => pass(604_800),
  };
  await hurried(async (tick) => {
    for (const [reason, end] of Object.entries(ways)) {
      const world = await createWorld();
      const { browser, credentials } = await world.person();
      const { accessToken: token } = await world.tokens(credentials);
      const stream = await watch(world.client(), token);
      await end(world, { browser, token });
      await tick();
      expect(await stream.events()).toEqual(["connected", { type: "ended", reason }, "return"]);
    }
  });
});

test("A stream outlives its access token while the session lives", async () => {
  await hurried(async (tick) => {
    const world = await createWorld();
    const { credentials } = await world.person();
    const { accessToken, refreshToken } = await world.tokens(credentials);
    const stream = await watch(world.client(), accessToken);
    await world.client().mutate("auth.revoke", { token: accessToken });
    world.pass(10_000);
    await tick();
    expect(await stream.isOpen()).toBe(true);
    await world.client().mutate("auth.revoke", { token: refreshToken });
    await tick();
    expect(await stream.events()).toContainEqual({ type: "ended", reason: "session_ended" });
  });
});

test("A store outage ends no stream; events arrive afterwards", async () => {
  await hurried(async (tick) => {
    const world = await createWorld();
    const { browser, credentials } = await world.person();
    const stream = await watch(world.client(), (await world.tokens(credentials)).accessToken);
    await browser.mutate("sessions.revokeOthers");
    world.store.break("refuse");
    await tick();
    world.store.mend();
    expect(await stream.isOpen()).toBe(true);
    world.pass(3);
    await tick();
    expect(await stream.events()).toContainEqual({ type: "ended", reason: "session_ended" });
  });
});

test("A password change ends streams of other sessions only", async () => {
  await hurried(async (tick) => {
    const world = await createWorld();
    const { browser, credentials, password } = await world.person();
    const own = await watch(world.client(), browser.cookie("access_token"));
    const other = await watch(world.client(), (await world.tokens(credentials)).accessToken);
    await browser.mutate("account.changePassword", { currentPassword: password, newPassword: "quite another phrase" });
    await tick();
    expect(await other.events()).toContainEqual({ type: "ended", reason: "session_ended" });
    expect(await own.isOpen()).toBe(true);
    await browser.mutate("sessions.revokeAll");
    await tick();
    expect(await own.events()).toContainEqual({ type: "ended", reason: "session_ended" });
  });
});

test("A stream says that its account was suspended", async () => {
  await hurried(async (tick) => {
    const world = await createWorld();
    const { credentials } = await world.person();
    const stream = await watch(world.client(), (await world.tokens(credentials)).accessToken);
    const { browser: admin } = await world.admin();
    const { data } = await admin.query("admin.users", { search: credentials.email });
    const [user] = (data as { users: { id: string }[] }).users;
    await admin.mutate("admin.suspend", { userId: user?.id });
    await tick();
    expect(await stream.events()).toContainEqual({ type: "ended", reason: "account_suspended" });
  });
});

test("All streams of a process share one blacklist question a tick", async () => {
  await hurried(async (tick) => {
    const world = await createWorld();
    const { credentials } = await world.person();
    const { accessToken } = await world.tokens(credentials);
    const streams = await Promise.all(Array.from({ length: 20 }, () => watch(world.client(), accessToken)));
    const asked = world.questions();
    await tick();
    await tick();
    expect(world.questions() - asked).toBe(2);
    for (const stream of streams) stream.abort();
    await tick();
    await tick();
    expect(world.questions() - asked).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("An account has at most a hundred open streams", async () => {
  const world = await createWorld();
  const { credentials } = await world.person();
  const [one, other] = [await world.tokens(credentials), await world.tokens(credentials)];
  const open = (token: string) => watch(world.client(), token);
  const refused = async (token: string) => {
    const headers = { ...bearer(token), accept: "text/event-stream" };
    return read(await world.client().send("sessions.watch", { headers }));
  };
  const streams = await Promise.all(Array.from({ length: 100 }, (_, i) => open((i % 2 ? one : other).accessToken)));
  expect(new Set(streams.map(({ response }) => response.status))).toEqual(new Set([200]));
  for (const { accessToken } of [one, other]) {
    const { status, headers, reason } = await refused(accessToken);
    expect([status, headers.get("retry-after"), reason]).toEqual([429, "2", "too_many_attempts"]);
  }
  const stranger = await world.tokens((await world.person()).credentials);
  expect((await open(stranger.accessToken)).response.status).toBe(200);
  streams[0]?.abort();
  await expect.poll(async () => (await open(one.accessToken)).response.status).toBe(200);
  for (const stream of streams) stream.abort();
});

test("A client that leaves is noticed after a garbage collection", async () => {
  await hurried(async (tick) => {
    const world = await createWorld();
    const { accessToken } = await world.tokens((await world.person()).credentials);
    const stream = await watch(world.client(), accessToken);
    await collectGarbage();
    stream.abort();
    const asked = world.questions();
    await tick();
    expect([world.questions() - asked, vi.getTimerCount()]).toEqual([0, 0]);
  });
});

test("All streams share one database question a tick, after an ending", async () => {
  await hurried(async (tick) => {
    const world = await createWorld();
    const people = [await world.person(), await world.person()];
    for (const { browser } of people) await watch(world.client(), browser.cookie("access_token"));
    const asked: string[] = [];
    world.database.before = (method) => void asked.push(method);
    await tick();
    expect(asked).toEqual([]);
    world.database.before = () => {};
    for (const { browser, password, credentials } of people) {
      await watch(world.client(), (await world.tokens(credentials)).accessToken);
      const change = { currentPassword: password, newPassword: "quite another phrase" };
      expect((await browser.mutate("account.changePassword", change)).status).toBe(200);
    }
    world.database.before = (method) => void asked.push(method);
    await tick();
    expect(asked.filter((method) => method !== "checkpoint.read")).toEqual(["sessions.fates"]);
  });
});

test("A stream without a live token is refused, readable by EventSource", async () => {
  const world = await createWorld();
  const { accessToken } = await world.tokens((await world.person()).credentials);
  await world.client().mutate("auth.revoke", { token: accessToken });
  const plain = await world.client().send("sessions.watch", { headers: bearer(accessToken) });
  expect([plain.status, plain.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
  expect(await plain.json()).toMatchObject({ error: { data: { httpStatus: 401, reason: "token_revoked" } } });
  const stream = await watch(world.client(), accessToken);
  expect(stream.response.status).toBe(200);
  expect(await stream.events()).toEqual([
    "connected",
    expect.objectContaining({ data: expect.objectContaining({ reason: "token_revoked" }) }),
  ]);
});

interface Person {
  readonly browser: Caller;
  readonly token: string;
}

/** Lets the test decide when the next tick of the watch comes. */
async function hurried(run: (tick: () => Promise<void>) => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    await run(async () => {
      vi.advanceTimersByTime(2000);
      await new Promise((resolve) => setTimeout(resolve, 30));
    });
  } finally {
    vi.useRealTimers();
  }
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function watch(client: Caller, token: string) {
  const gone = new AbortController();
  const headers = { ...bearer(token), accept: "text/event-stream" };
  const response = await client.send("sessions.watch", { headers, signal: gone.signal });
  const text = response.text().catch(() => "");
  return {
    response,
    abort: () => gone.abort(),
    /** Whether nothing has ended it by now. */
    isOpen: () => Promise.race([text.then(() => false), new Promise((resolve) => setTimeout(() => resolve(true), 20))]),
    /** Everything it said until it ended: events by name, messages by what they say. */
    async events(): Promise<unknown[]> {
      const parts = (await text).split("\n\n").map((part) => part.trim());
      return parts.filter((part) => part !== "").map(said);
    },
  };
}

function said(part: string): unknown {
  const name = /^event: (.*)$/m.exec(part)?.[1];
  const data = /^data: (.*)$/m.exec(part)?.[1] ?? "";
  return name === undefined || name === "serialized-error" ? JSON.parse(data) : name;
}
