import { generateKeySet } from "@curfew/auth";
import { expect, test } from "vitest";
import { clientAddress } from "../../src/backend/http/address.ts";
import { pagePolicy, securityHeaders } from "../../src/backend/http/policy.ts";
import { startSite } from "../support/site.ts";

test("every answer has the security headers and the right caching", async () => {
  const { origin } = await startSite();
  for (const path of ["/", "/healthz", "/readyz", "/api/trpc/account.me", "/api/trpc/none", "/api/try", "/%zz"]) {
    const { headers } = await fetch(origin + path);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
    expect(headers.get("referrer-policy"), path).toBe("same-origin");
    expect(headers.get("cross-origin-opener-policy"), path).toBe("same-origin");
    expect(headers.get("cache-control"), path).toContain("no-store");
    expect(headers.has("x-powered-by"), path).toBe(false);
    expect(headers.has("strict-transport-security"), path).toBe(false);
  }
});

test("an unknown API address is answered in JSON, not a page", async () => {
  const { origin } = await startSite();
  for (const path of ["/api/trpc", "/api/trpc/", "/api/trcp/auth.login", "/api/", "/api/trpc/auth.logni"]) {
    for (const method of ["GET", "POST"]) {
      const answer = await fetch(origin + path, { method });
      expect([path, answer.status, answer.headers.get("content-type")]).toEqual([path, 404, "application/json"]);
      expect(await answer.json()).toMatchObject({ error: { data: { reason: "procedure_unknown" } } });
    }
  }
});

test("an audit event has the request id of log and answer", async () => {
  const { origin, app } = await startSite();
  const body = JSON.stringify({ email: "nobody@example.com", password: "not the one" });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  const answer = await fetch(`${origin}/api/trpc/auth.token`, init);
  const [event] = await app.database.audit.since(new Date(0), 1);
  expect(event).toMatchObject({ type: "login_refused", requestId: answer.headers.get("x-request-id") });
});

test("on https browsers are told to stay there", () => {
  expect(securityHeaders("https://app.example").get("Strict-Transport-Security")).toMatch(/max-age=\d{8}/);
});

test("a page's scripts need its nonce, which is never the same", () => {
  const policy = pagePolicy();
  expect(policy).toMatch(/script-src 'nonce-[\w+/]{22}==' 'strict-dynamic'/);
  for (const directive of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    expect(policy).toContain(directive);
  }
  expect(policy).not.toContain("unsafe");
  expect(pagePolicy()).not.toBe(policy);
});

test("the public keys are public, and nothing else of them", async () => {
  const { origin } = await startSite();
  const answer = await fetch(`${origin}/.well-known/jwks.json`);
  expect(answer.headers.get("content-type")).toBe("application/jwk-set+json");
  const { keys } = (await answer.json()) as { keys: object[] };
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
});

test.for([
  [{}, 300],
  [{ KEY_LEAD_SECONDS: "0" }, 0],
  [{ KEY_LEAD_SECONDS: "61" }, 30],
  [{ KEY_LEAD_SECONDS: "86400", AUTH_SIGNING_KEYS: JSON.stringify(await generateKeySet()) }, 43_200],
] as const)("every origin may cache the public keys for half the lead: %o", async ([set, age]) => {
  const { origin } = await startSite(set);
  const { headers } = await fetch(`${origin}/.well-known/jwks.json`, {
    headers: { origin: "https://other.example" },
  });
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(headers.get("cache-control")).toBe(`public, max-age=${age}`);
  expect(headers.has("access-control-allow-credentials")).toBe(false);
});

test("liveness and readiness differ: without the blacklist only the first holds", async () => {
  const { origin } = await startSite({ REDIS_URL: "redis://127.0.0.1:1" });
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  const ready = await fetch(`${origin}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ ready: false, blacklist: "down", database: "up", warnings: [] });
});

test("with the database down the blacklist can't be judged either", async () => {
  const { origin } = await startSite({ DATABASE_URL: "postgres://127.0.0.1:1/none" });
  const ready = await fetch(`${origin}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ ready: false, blacklist: "unknown", database: "down", warnings: [] });
});

test("ready says so", async () => {
  const { origin } = await startSite();
  const ready = await fetch(`${origin}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({ ready: true, blacklist: "up", database: "up", warnings: [] });
});

function addressOf(remoteAddress: string, forwarded: string | undefined, hops: number): string {
  const request = { socket: { remoteAddress }, headers: { "x-forwarded-for": forwarded } };
  return clientAddress(request as unknown as Parameters<typeof clientAddress>[0], hops);
}

test.for([
  ["no proxy is trusted: the header is the client's own word", "1.1.1.1", "9.9.9.9", 0, "1.1.1.1"],
  ["one proxy: what it wrote last", "1.1.1.1", "9.9.9.9, 2.2.2.2", 1, "2.2.2.2"],
  ["two proxies: what the outer one wrote", "1.1.1.1", "9.9.9.9, 3.3.3.3, 2.2.2.2", 2, "3.3.3.3"],
  ["fewer entries than proxies: it didn't come through them", "1.1.1.1", "2.2.2.2", 2, "1.1.1.1"],
  ["no header at all", "1.1.1.1", undefined, 1, "1.1.1.1"],
  ["not an address", "1.1.1.1", "unknown", 1, "1.1.1.1"],
  ["an address with a port", "1.1.1.1", "2.2.2.2:4711", 1, "2.2.2.2"],
  ["IPv6 in brackets with a port", "1.1.1.1", "[2001:db8::1]:4711", 1, "2001:db8::1"],
  ["IPv4 within IPv6", "::ffff:1.1.1.1", undefined, 0, "1.1.1.1"],
] as const)("%s", ([, socket, forwarded, hops, expected]) => {
  expect(addressOf(socket, forwarded, hops)).toBe(expected);
});
