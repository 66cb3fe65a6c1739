import { expect, test } from "vitest";
import { createRequestHandler } from "../src/index.ts";
import { bearer, createWorld, ORIGIN } from "./world/world.ts";

const LISTED = "https://app.example";
const UNLISTED = [
  "https://evil.example",
  "null",
  ORIGIN,
  `${LISTED}.evil.example`,
  "https://APP.example",
  `${LISTED}:8443`,
];
const EXPOSED = "Retry-After, WWW-Authenticate, RateLimit, RateLimit-Policy, X-Request-Id";

const corsHeaders = ({ headers }: Response) => [...headers.keys()].filter((name) => name.startsWith("access-control-"));

function preflight(origin: string, headers: Record<string, string> = {}): RequestInit {
  const asked = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
  return { method: "OPTIONS", headers: { origin, ...asked, ...headers } };
}

test("A preflight of a listed origin is answered, never with credentials", async () => {
  const { client } = await createWorld({ corsOrigins: ["https://other.example", LISTED] });
  for (const path of ["auth.token", "account.me", "auth.token,auth.revoke?batch=1", "nothing"]) {
    const response = await client().send(path, preflight(LISTED));
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": LISTED,
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "authorization, content-type",
      vary: "Origin",
    });
    expect(response.headers.has("access-control-allow-credentials")).toBe(false);
  }
});

test("A page of a listed origin reads every answer, failures too", async () => {
  const { client, person, tokens } = await createWorld({ corsOrigins: [LISTED] });
  const { accessToken } = await tokens((await person()).credentials);
  const sent: [string, RequestInit, number][] = [
    ["account.me", { headers: { ...bearer(accessToken), origin: LISTED } }, 200],
    ["account.me", { headers: { origin: LISTED } }, 401],
    ["nothing", { headers: { origin: LISTED } }, 404],
    ["auth.login", { method: "POST", headers: { origin: LISTED } }, 403],
    ["auth.token", { method: "POST", headers: { origin: LISTED }, body: "{}" }, 415],
  ];
  for (const [path, init, status] of sent) {
    const response = await client().send(path, init);
    expect([path, response.status]).toEqual([path, status]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": LISTED,
      "access-control-expose-headers": EXPOSED,
      vary: "Origin",
    });
    expect(response.headers.has("access-control-allow-credentials")).toBe(false);
  }
});

test("Other origins get no header that lets them read", async () => {
  const { client } = await createWorld({ corsOrigins: [LISTED] });
  for (const origin of UNLISTED) {
    const asked = await client().send("auth.token", preflight(origin));
    expect([origin, asked.status, corsHeaders(asked)]).toEqual([origin, 405, []]);
    const answer = await client().send("account.me", { headers: { origin } });
    expect([origin, answer.status, corsHeaders(answer), answer.headers.get("vary")]).toEqual([
      origin,
      401,
      [],
      "Origin",
    ]);
  }
});

test("Without a list no origin is let in", async () => {
  const { client } = await createWorld();
  for (const origin of [LISTED, ORIGIN, "null", "*"]) {
    expect(corsHeaders(await client().send("auth.token", preflight(origin)))).toEqual([]);
    expect(corsHeaders(await client().send("account.me", { headers: { origin } }))).toEqual([]);
  }
});

test("A listed origin with our cookies is refused", async () => {
  const { client, person } = await createWorld({ corsOrigins: [LISTED] });
  const { browser } = await person();
  const headers = { cookie: `access_token=${browser.cookie("access_token")}`, origin: LISTED };
  expect(await client().mutate("auth.logout", undefined, headers)).toMatchObject({ reason: "origin_refused" });
  expect((await browser.query("account.me")).status).toBe(200);
});

test("What is no origin can't be listed", async () => {
  const { api } = await createWorld();
  for (const origin of ["*", "null", "app.example", `${LISTED}/`, "HTTPS://app.example", ""]) {
    expect(() => createRequestHandler(api, { corsOrigins: [origin] }), origin).toThrow(TypeError);
  }
});
