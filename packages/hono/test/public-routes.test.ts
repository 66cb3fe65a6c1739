import { createBlacklist } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import { createTestAuth } from "@curfew/auth/testing";
import { type Context, Hono } from "hono";
import { expect, test } from "vitest";
import { curfew, publicRoutesOf, refuseRevoked } from "../src/index.ts";

const answer = (c: Context) => c.text("in");

test("Every route is public that the middleware doesn't stand before", async () => {
  const { auth } = await createTestAuth();
  const app = new Hono();
  app.post("/login", answer).get("/health", answer);
  app.use(curfew({ auth }));
  app.get("/me", answer);
  app.route("/api", new Hono().get("/inner", answer));
  expect(publicRoutesOf(app)).toEqual(["GET /health", "POST /login"]);
});

test("A middleware protects the paths below its own, and no others", async () => {
  const { auth } = await createTestAuth();
  const app = new Hono();
  app.use("/api/*", curfew({ auth }));
  app.get("/api/users", answer).get("/apix", answer).get("/single", curfew({ auth }), answer);
  app.route("/open", new Hono().onError((_, c) => c.text("")).get("/a", answer));
  const closed = new Hono().onError((_, c) => c.text("")).use(curfew({ auth }));
  app.route("/closed", closed.get("/b", answer));
  expect(publicRoutesOf(app)).toEqual(["GET /apix", "GET /open/a"]);
});

test("What requires no token protects nothing; what refuses revoked tokens does", async () => {
  const { auth } = await createTestAuth();
  const app = new Hono();
  app.use(curfew({ auth, credentialsRequired: false }));
  app.get("/open", answer);
  app.use(refuseRevoked(createBlacklist({ store: memoryStore() })));
  app.get("/closed", answer);
  expect(publicRoutesOf(app)).toEqual(["GET /open"]);
});
