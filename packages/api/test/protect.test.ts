import { assertAllProtected } from "@curfew/trpc";
import { expect, test } from "vitest";
import { PUBLIC_PROCEDURES } from "../src/index.ts";
import { createWorld } from "./world/world.ts";

test("Every procedure is protected but those on the public list", async () => {
  const { api } = await createWorld();
  expect(() => assertAllProtected(api.router, PUBLIC_PROCEDURES)).not.toThrow();
  expect([...PUBLIC_PROCEDURES].sort()).toEqual(
    [
      ...["auth.signup", "auth.login", "auth.token", "auth.refresh", "auth.logout", "auth.revoke"],
      "auth.resetPassword",
    ].sort(),
  );
});

test("Each protected procedure answers 401 without a token", async () => {
  const { api, client, questions } = await createWorld();
  const procedures = Object.entries(
    api.router._def.procedures as unknown as Record<string, { _def: { type: string } }>,
  );
  const isPublic = (path: string) => (PUBLIC_PROCEDURES as readonly string[]).includes(path);
  const guarded = procedures.filter(([path]) => !isPublic(path));
  expect(guarded.length).toBeGreaterThan(10);
  for (const [path, { _def }] of guarded) {
    const answer = await client().send(path, _def.type === "mutation" ? JSON_POST : {});
    expect([path, answer.status, answer.headers.get("www-authenticate")]).toEqual([path, 401, "Bearer"]);
  }
  expect(questions()).toBe(0);
});

const JSON_POST = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
