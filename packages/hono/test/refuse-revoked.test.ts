import { createBlacklist } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import { Hono } from "hono";
import { jwt, sign } from "hono/jwt";
import { expect, test } from "vitest";
import { refuseRevoked } from "../src/index.ts";

const SECRET = crypto.randomUUID();

/** An app whose tokens `hono/jwt` verifies. */
async function place() {
  const blacklist = createBlacklist({ store: memoryStore() });
  await blacklist.init();
  const app = new Hono();
  app.get("/before", refuseRevoked(blacklist), (c) => c.text("in"));
  app.use(jwt({ secret: SECRET, alg: "HS256" }));
  app.use(refuseRevoked(() => blacklist));
  app.get("/me", (c) => c.text("in"));
  const iat = Math.floor(Date.now() / 1000);
  const payload = { sub: "ann", jti: crypto.randomUUID(), iat, exp: iat + 60 };
  const headers = { authorization: `Bearer ${await sign(payload, SECRET, "HS256")}` };
  const call = async (path = "/me") => app.request(path, { headers });
  return { blacklist, payload, call };
}

test("A token that hono/jwt verified is refused once it is revoked", async () => {
  const { blacklist, payload, call } = await place();
  expect((await call()).status).toBe(200);
  await blacklist.revokeToken(payload);
  const refused = await call();
  expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
});

test("A blacklist that can't be asked is 503 with Retry-After, not a pass", async () => {
  const { blacklist, call } = await place();
  await blacklist.close();
  const answer = await call();
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
});

test("A route that no token was verified for is refused", async () => {
  const { call } = await place();
  expect((await call("/before")).status).toBe(401);
});
