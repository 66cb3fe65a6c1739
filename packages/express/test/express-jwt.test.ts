import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createBlacklist, type VerifiedPayload } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import express from "express";
import { expressjwt } from "express-jwt";
import jwt from "jsonwebtoken";
import { afterEach, expect, test } from "vitest";
import { isRevoked } from "../src/index.ts";

const SECRET = crypto.randomUUID();
let close = async () => {};
afterEach(() => close());

/** The Express server of the tutorials: jsonwebtoken signs, express-jwt verifies, a logout revokes. */
async function place() {
  const blacklist = createBlacklist({ store: memoryStore() });
  await blacklist.init();
  const app = express();
  app.set("env", "test");
  app.post("/login", (_request, response) => {
    response.send(jwt.sign({ sub: "ann" }, SECRET, { expiresIn: "1h", jwtid: crypto.randomUUID() }));
  });
  app.use(expressjwt({ secret: SECRET, algorithms: ["HS256"], isRevoked: isRevoked(blacklist) }));
  app.get("/me", (request, response) => void response.json(request.auth));
  app.post("/logout", async (request, response) => {
    await blacklist.revokeToken(request.auth as unknown as VerifiedPayload);
    response.sendStatus(204);
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = (path: string, token = "", method = "GET") =>
    fetch(url + path, { method, headers: token === "" ? {} : { authorization: `Bearer ${token}` } });
  const login = async () => (await call("/login", "", "POST")).text();
  return { blacklist, call, login };
}

test("A token of jsonwebtoken is refused after logout, and another login isn't", async () => {
  const { call, login } = await place();
  const [token, other] = [await login(), await login()];
  expect((await call("/me", token)).status).toBe(200);
  expect((await call("/logout", token, "POST")).status).toBe(204);
  expect((await call("/me", token)).status).toBe(401);
  expect((await call("/me", other)).status).toBe(200);
});

test("A blacklist that can't be asked is 503 with Retry-After, not a pass", async () => {
  const { blacklist, call, login } = await place();
  const token = await login();
  await blacklist.close();
  const response = await call("/me", token);
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("2");
});

test("A payload that is no object is refused", async () => {
  const { blacklist } = await place();
  const hook = isRevoked(blacklist);
  expect(await hook({} as never, { payload: "text" })).toBe(true);
  expect(await hook({} as never, undefined)).toBe(true);
});
