import { createTestAuth } from "@curfew/auth/testing";
import express from "express";
import { expect, test } from "vitest";
import { curfew, publicRoutesOf } from "../src/index.ts";

const answer: express.RequestHandler = (_request, response) => void response.send();

test("Every route is public that the middleware doesn't stand before", async () => {
  const { auth } = await createTestAuth();
  const app = express();
  expect(publicRoutesOf(app)).toEqual([]);
  app.post("/login", answer);
  app.route("/health").get(answer).head(answer);
  app.use(curfew({ auth }));
  app.get("/me", answer);
  app.use("/api", express.Router().get("/inner", answer));
  expect(publicRoutesOf(app)).toEqual(["GET /health", "HEAD /health", "POST /login"]);
});

test("A mounted router's routes are named with their mount, unless it is protected itself", async () => {
  const { auth } = await createTestAuth();
  const app = express();
  const open = express.Router().get("/a", answer).use("/deep", express.Router().delete("/b", answer));
  app.use("/open", open);
  app.use("/closed", express.Router().use(curfew({ auth })).get("/c", answer));
  app.get("/single", curfew({ auth }), answer);
  expect(publicRoutesOf(app)).toEqual(["DELETE /open/deep/b", "GET /open/a"]);
});

test("A middleware for some paths, or that requires no token, protects nothing for sure", async () => {
  const { auth } = await createTestAuth();
  const app = express();
  app.use("/admin", curfew({ auth }));
  app.use(curfew({ auth, credentialsRequired: false }));
  app.get("/admin/users", answer);
  expect(publicRoutesOf(app)).toEqual(["GET /admin/users"]);
});
