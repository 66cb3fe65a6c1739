import { createBlacklist, type VerifiedPayload } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import fastifyJwt from "@fastify/jwt";
import { fastify } from "fastify";
import { expect, test } from "vitest";
import { trusted } from "../src/index.ts";

async function place() {
  const blacklist = createBlacklist({ store: memoryStore() });
  await blacklist.init();
  const app = fastify();
  await app.register(fastifyJwt, { secret: crypto.randomUUID(), trusted: trusted(blacklist) });
  app.get("/me", async (request) => request.jwtVerify());
  await app.ready();
  const token = app.jwt.sign({ sub: "ann", jti: crypto.randomUUID() }, { expiresIn: "1h" });
  const call = () => app.inject({ url: "/me", headers: { authorization: `Bearer ${token}` } });
  return { blacklist, call, payload: app.jwt.decode<VerifiedPayload>(token) };
}

test("A token of @fastify/jwt is refused after it was revoked", async () => {
  const { blacklist, call, payload } = await place();
  expect((await call()).statusCode).toBe(200);
  if (payload) await blacklist.revokeToken(payload);
  expect((await call()).statusCode).toBe(401);
});

test("A blacklist that can't be asked is no pass", async () => {
  const { blacklist, call } = await place();
  await blacklist.close();
  expect((await call()).statusCode).toBe(503);
});
