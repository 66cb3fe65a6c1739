import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { startSite, type TestSite } from "../support/site.ts";

const KEY_FILE = "signing-keys.json";
const ORIGIN = "http://localhost:1";

/** Planted where a secret belongs. None of these words may turn up anywhere else. */
const PASSWORD = "canary of the first morning";
const NEW_PASSWORD = "canary of the second noon";
const GUESS = "canary of a stranger at night";
const WORD = "canary-in-a-connection-string";
/** Somebody's password, typed where the address belongs. */
const MISTYPED = "canary.in.the.wrong@field";
const TYPED = [PASSWORD, NEW_PASSWORD, GUESS, MISTYPED];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "curfew-secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Everything in the folder's files, whatever their format, but the one that is there to hold keys. */
function contentOf(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== KEY_FILE);
  expect(files.length).toBeGreaterThan(0);
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1")).join("\n");
}

function privateKeysOf(folder: string): string[] {
  const { keys } = JSON.parse(readFileSync(join(folder, KEY_FILE), "utf8")) as { keys: { d: string }[] };
  return keys.map(({ d }) => d);
}

/** Calls procedures, keeps every token that is handed out, and everything that is answered besides. */
function createVisitor({ origin }: TestSite) {
  const tokens = new Set<string>();
  const answered: string[] = [];
  const cookies = new Map<string, string>();

  const keep = (response: Response, body: string) => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
      if (value !== "") tokens.add(value);
    }
    for (const [token] of body.matchAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g)) tokens.add(token);
  };

  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(origin + path, { ...init, headers: { cookie, origin: ORIGIN, ...init.headers } });
    const body = await response.text();
    keep(response, body);
    const headers = [...response.headers].filter(([name]) => name !== "set-cookie");
    // A client that keeps its tokens itself has to be told them.
    answered.push(JSON.stringify(headers), /"tokenType":"Bearer"/.test(body) ? "" : body);
    return body;
  };

  const call = (procedure: string, input: unknown, headers: Record<string, string> = {}) => {
    const body = typeof input === "string" ? input : JSON.stringify(input);
    const type = { "content-type": "application/json" };
    return ask(`/api/trpc/${procedure}`, { method: "POST", headers: { ...type, ...headers }, body });
  };

  return {
    ask,
    call,
    cookies,
    answered,
    secrets: () => [...tokens].flatMap((token) => [token, ...token.split(".").slice(1)]),
  };
}

type Visitor = ReturnType<typeof createVisitor>;

/** Has everything done that a secret has a part in: what is right, what is wrong, and what is broken. */
async function liveThrough({ ask, call, cookies }: Visitor): Promise<void> {
  const email = "ann@example.com";
  const bearer = (token = "") => ({ authorization: `Bearer ${token}` });
  await call("auth.signup", { email, password: PASSWORD, name: "Ann" });
  await call("auth.signup", { email, password: PASSWORD, name: "Ann" });
  await call("auth.login", { email, password: GUESS });
  await call("auth.login", { email: GUESS, password: PASSWORD });
  await call("auth.login", { email: MISTYPED, password: PASSWORD });
  await call("auth.login", { email, password: PASSWORD });
  await call("auth.login", `{"email":"${email}","password":"${PASSWORD}"`);
  await call("auth.login", { email, password: [PASSWORD], name: PASSWORD });
  await ask(`/api/trpc/auth.login?input=${encodeURIComponent(JSON.stringify({ email, password: PASSWORD }))}`);
  await ask(`/${encodeURIComponent(PASSWORD)}?password=${encodeURIComponent(PASSWORD)}`);
  const body = await call("auth.token", { email, password: PASSWORD });
  const [access = "", refresh = ""] = [...body.matchAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g)].map(([token]) => token);
  await call("auth.refresh", { refreshToken: refresh }, bearer());
  await call("auth.refresh", { refreshToken: refresh.slice(0, -1) });
  await call("auth.refresh", {});
  await ask("/api/trpc/account.me", { headers: bearer(access) });
  await ask("/api/trpc/account.me", { headers: bearer(`${access}x`) });
  await ask("/api/trpc/account.me", { headers: { cookie: `access_token=${access}x; refresh_token=${refresh}` } });
  await ask(`/api/trpc/${access}`);
  await call("account.changePassword", { currentPassword: GUESS, newPassword: NEW_PASSWORD });
  await call("account.changePassword", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
  for (const path of ["account.me", "account.activity", "sessions.list", "admin.users"]) await ask(`/api/trpc/${path}`);
  await call("auth.revoke", { token: access });
  await call("auth.revoke", { token: refresh });
  await call("auth.refresh", { refreshToken: refresh });
  for (const path of ["/healthz", "/readyz", "/metrics", "/.well-known/jwks.json"]) await ask(path);
  const stolen = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  await call("auth.logout", {});
  await ask("/api/trpc/account.me", { headers: { cookie: stolen } });
  await call("auth.login", { email, password: NEW_PASSWORD });
  await call("account.delete", { currentPassword: GUESS });
  await call("account.delete", { currentPassword: NEW_PASSWORD });
}

function expectNoneOf(secrets: readonly string[], where: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(where)) {
    const found = secrets.filter((secret) => secret !== "" && content.includes(secret));
    expect(found, name).toEqual([]);
  }
}

test("No secret is in an answer, the log or a file", async () => {
  const folder = temporaryFolder();
  const site = await startSite({ DATA_DIR: folder, LOGIN_ATTEMPTS: "100" });
  const visitor = createVisitor(site);
  await liveThrough(visitor);
  const secrets = [...TYPED, ...visitor.secrets(), ...privateKeysOf(folder)];
  expect(visitor.secrets().length).toBeGreaterThan(20);
  expect(contentOf(folder)).toContain("ann@example.com");
  const [answers, log] = [visitor.answered.join("\n"), site.log.join("\n")];
  expectNoneOf(secrets, { "an answer": answers, "the log": log, "a file": contentOf(folder) });
});

test("No secret is written to Redis", async () => {
  const [folder, directory] = [temporaryFolder(), temporaryFolder()];
  const redis = await startRedis({ appendonly: true, directory, config: { requirepass: WORD } });
  onTestFinished(() => redis.stop());
  const site = await startSite({
    DATA_DIR: folder,
    REDIS_URL: redis.url.replace("//", `//:${WORD}@`),
    LOGIN_ATTEMPTS: "100",
  });
  const visitor = createVisitor(site);
  await liveThrough(visitor);
  const secrets = [...TYPED, WORD, ...visitor.secrets(), ...privateKeysOf(folder)];
  // Its append-only file holds every command that has changed anything, word for word.
  const commands = contentOf(directory);
  expect(commands).toContain("session:");
  const [answers, log] = [visitor.answered.join("\n"), site.log.join("\n")];
  expectNoneOf(secrets, { Redis: commands, "an answer": answers, "the log": log, "a file": contentOf(folder) });
});

test("An unreachable store or database doesn't reveal its address", async () => {
  const places = [
    { REDIS_URL: `redis://curfew:${WORD}@127.0.0.1:1` },
    { DATABASE_URL: `postgres://curfew:${WORD}@127.0.0.1:1/curfew` },
    { UPSTASH_REDIS_REST_URL: "http://127.0.0.1:1", UPSTASH_REDIS_REST_TOKEN: WORD },
  ];
  for (const place of places) {
    const site = await startSite({ ...place, BLACKLIST_TIMEOUT_MS: "200" });
    const visitor = createVisitor(site);
    await liveThrough(visitor);
    expect(visitor.answered.join("\n")).toContain("_unavailable");
    expect(site.log.join("\n")).toContain("_unavailable");
    const [answers, log] = [visitor.answered.join("\n"), site.log.join("\n")];
    expectNoneOf([WORD, "127.0.0.1:1", ...TYPED], { "an answer": answers, "the log": log });
  }
});

test("A store's error text, with what it was sent, is never shown", async () => {
  const parrot = createServer(async (request, answer) => {
    const said = `ERR ${request.headers.authorization} ${await text(request)}`;
    answer.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error: said }));
  });
  await once(parrot.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void parrot.close());
  const url = `http://127.0.0.1:${(parrot.address() as AddressInfo).port}`;
  const site = await startSite({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: WORD });
  const visitor = createVisitor(site);
  await liveThrough(visitor);
  const [answers, log] = [visitor.answered.join("\n"), site.log.join("\n")];
  expect(log).toContain("blacklist_unavailable");
  expectNoneOf([WORD, "MGET", "{curfew}:", ...TYPED], { "an answer": answers, "the log": log });
});
