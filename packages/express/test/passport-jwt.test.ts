import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createBlacklist, type VerifiedPayload } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import express from "express";
import jwt from "jsonwebtoken";
import { Passport } from "passport";
import { ExtractJwt, Strategy } from "passport-jwt";
import { afterEach, expect, test } from "vitest";
import { validate } from "../src/index.ts";

const SECRET = crypto.randomUUID();
let close = async () => {};
afterEach(() => close());

/** An Express server whose `/me` passport-jwt protects. */
async function place(userOf?: (payload: VerifiedPayload) => unknown) {
  const blacklist = createBlacklist({ store: memoryStore() });
  await blacklist.init();
  const passport = new Passport();
  const jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken();
  passport.use(new Strategy({ secretOrKey: SECRET, jwtFromRequest }, validate(blacklist, userOf)));
  const app = express();
  app.set("env", "test");
  app.use(passport.authenticate("jwt", { session: false }));
  app.get("/me", (request, response) => void response.json(request.user));
  app.get("/fault", () => {
    throw new Error("of the route");
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const payload = { sub: "ann", jti: crypto.randomUUID(), iat: Math.floor(Date.now() / 1000) };
  const token = jwt.sign(payload, SECRET, { expiresIn: "1h" });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = (path = "/me") => fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  return { blacklist, payload: jwt.verify(token, SECRET) as VerifiedPayload, call };
}

test("passport-jwt lets a live token pass, and a revoked one no more", async () => {
  const { blacklist, payload, call } = await place();
  expect(await (await call()).json()).toMatchObject({ sub: "ann" });
  await blacklist.revokeToken(payload);
  const refused = await call();
  expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
});

test("passport-jwt answers 503 with Retry-After where the blacklist can't be asked", async () => {
  const { blacklist, call } = await place();
  await blacklist.close();
  const answer = await call();
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
});

test("The user is the one that was found for the payload; without one the token is refused", async () => {
  const found = await place(async ({ sub }) => ({ name: `${sub} of the database` }));
  expect(await (await found.call()).json()).toEqual({ name: "ann of the database" });
  await close();
  expect((await (await place(async () => null)).call()).status).toBe(401);
});

test("A user that can't be looked up, or a fault of the route, is 500", async () => {
  const { call } = await place(() => Promise.reject(new Error("no database")));
  expect((await call()).status).toBe(500);
  await close();
  expect((await (await place()).call("/fault")).status).toBe(500);
});
