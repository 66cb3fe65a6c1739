import { expect, test } from "vitest";
import { PUBLIC_PROCEDURES } from "../src/index.ts";
import { bearer, createWorld, ORIGIN, type World } from "./world/world.ts";

type Kind = "query" | "mutation" | "subscription";

/** Every procedure of the router. */
function proceduresOf({ api }: World): readonly (readonly [path: string, kind: Kind])[] {
  const procedures = api.router._def.procedures as unknown as Record<string, { _def: { type: Kind } }>;
  return Object.entries(procedures).map(([path, { _def }]) => [path, _def.type]);
}

function protectedOnes(world: World) {
  const isPublic = (path: string) => (PUBLIC_PROCEDURES as readonly string[]).includes(path);
  return proceduresOf(world).filter(([path]) => !isPublic(path));
}

interface Way {
  readonly kinds: readonly Kind[];
  /** Calls a procedure with an access token and resolves with the statuses it was answered with. */
  call(world: World, path: string, kind: Kind, token: string): Promise<unknown[]>;
}

const ALL = ["query", "mutation", "subscription"] as const;

/** How a token can be carried to a procedure over HTTP. */
const WAYS: Readonly<Record<string, Way>> = {
  "a Bearer header": {
    kinds: ALL,
    call: async (world, path, kind, token) => [await statusOf(world, path, kind, bearer(token))],
  },
  "a cookie": {
    kinds: ALL,
    call: async (world, path, kind, token) => [await statusOf(world, path, kind, cookie(token))],
  },
  "a Bearer header beside a live cookie": {
    kinds: ALL,
    async call(world, path, kind, token) {
      const { browser } = await world.person();
      const live = cookie(browser.cookie("access_token"));
      return [await statusOf(world, path, kind, { ...live, ...bearer(token) })];
    },
  },
  "a batch": {
    kinds: ["query", "mutation"],
    call: (world, path, kind, token) => statusesOf(world, [path, path], kind, token),
  },
  "a batch behind a public call": {
    kinds: ["mutation"],
    call: async (world, path, kind, token) => (await statusesOf(world, ["auth.revoke", path], kind, token)).slice(1),
  },
};

async function statusOf(world: World, path: string, kind: Kind, headers: Record<string, string>): Promise<number> {
  const init = kind === "mutation" ? post("{}", headers) : { headers };
  return (await world.client().send(path, init)).status;
}

async function statusesOf(world: World, paths: readonly string[], kind: Kind, token: string): Promise<unknown[]> {
  const inputs = JSON.stringify({ ...paths.map(() => ({ token: "x" })) });
  const init = kind === "mutation" ? post(inputs, bearer(token)) : { headers: bearer(token) };
  const response = await world.client().send(`${paths.join(",")}?batch=1`, init);
  const answers = (await response.json()) as { error?: { data: { httpStatus: number } } }[];
  return answers.map(({ error }) => error?.data.httpStatus);
}

function post(body: string, headers: Record<string, string>): RequestInit {
  return { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
}

function cookie(token: string) {
  return { cookie: `access_token=${token}`, origin: ORIGIN };
}

test.each(Object.entries(WAYS))("A revoked token opens no procedure, carried by %s", async (_, { kinds, call }) => {
  const world = await createWorld({ loginAttempts: 100 });
  const { accessToken } = await world.tokens((await world.admin()).credentials);
  await world.client().mutate("auth.revoke", { token: accessToken });
  const guarded = protectedOnes(world).filter(([, kind]) => kinds.includes(kind));
  expect(guarded.length).toBeGreaterThan(7);
  for (const [path, kind] of guarded) {
    const answers = await call(world, path, kind, accessToken);
    expect([path, new Set(answers)]).toEqual([path, new Set([401])]);
  }
});

test("A revoked token opens no procedure for a server-rendered page", async () => {
  const world = await createWorld();
  const { browser } = await world.admin();
  const headers = new Headers(cookie(browser.cookie("access_token")));
  await browser.mutate("auth.logout");
  const caller: unknown = world.api.createServerCaller(headers, "");
  const guarded = protectedOnes(world).filter(([, kind]) => kind === "query");
  expect(guarded.length).toBeGreaterThan(3);
  for (const [path] of guarded) {
    await expect(procedureOf(caller, path)(), path).rejects.toMatchObject({ reason: "token_revoked" });
  }
});

test("A stream opened with a revoked token says so and ends", async () => {
  const world = await createWorld();
  const { accessToken } = await world.tokens((await world.person()).credentials);
  await world.client().mutate("auth.revoke", { token: accessToken });
  const streams = proceduresOf(world).filter(([, kind]) => kind === "subscription");
  expect(streams.length).toBeGreaterThan(0);
  for (const [path] of streams) {
    const headers = { ...bearer(accessToken), accept: "text/event-stream" };
    const said = await (await world.client().send(path, { headers })).text();
    expect(said, path).toContain("token_revoked");
    expect(said, path).not.toContain("event: message");
  }
});

test("No link ends a session: GET runs no mutation", async () => {
  const world = await createWorld();
  const { browser, id } = await world.admin();
  const noted = world.database.events.length;
  const mutations = proceduresOf(world).filter(([, kind]) => kind === "mutation");
  expect(mutations.map(([path]) => path)).toContain("auth.logout");
  for (const [path] of mutations) {
    for (const search of ["", `?input=${encodeURIComponent(JSON.stringify({ userId: id }))}`, "?batch=1&input={}"]) {
      for (const extra of [{}, { "sec-purpose": "prefetch" }, { origin: ORIGIN }]) {
        const response = await browser.send(`${path}${search}`, { headers: extra });
        expect([path, search, response.status, response.headers.getSetCookie()]).toEqual([path, search, 405, []]);
      }
    }
  }
  expect(world.database.events.length).toBe(noted);
  expect((await browser.query("account.me")).status).toBe(200);
});

function procedureOf(caller: unknown, path: string): () => Promise<unknown> {
  const steps = path.split(".");
  return steps.reduce((at, step) => (at as Record<string, unknown>)[step], caller) as () => Promise<unknown>;
}
