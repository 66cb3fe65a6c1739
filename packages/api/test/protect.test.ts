import { initTRPC } from "@trpc/server";
import { expect, test } from "vitest";
import {
  type AuthenticatedContext,
  assertAllProtected,
  PUBLIC_PROCEDURES,
  protection,
  strictProtection,
} from "../src/index.ts";
import { createWorld } from "./world/world.ts";

const t = initTRPC.context<AuthenticatedContext>().meta<{ protected: boolean }>().create();

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

test("Each protected procedure, called by nobody, answers 401", async () => {
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

test("A procedure that is neither protected nor public is named", () => {
  const router = t.router({ open: t.procedure.query(() => 1), nested: { shut: guarded().query(() => 1) } });
  expect(() => assertAllProtected(router, [])).toThrow("open is neither protected nor public");
  expect(() => assertAllProtected(router, ["open"])).not.toThrow();
});

test("Metadata, names and middleware of one's own protect nothing", () => {
  const pretending = t.procedure.meta({ protected: true }).use(function protection({ next }) {
    return next();
  });
  expect(() => assertAllProtected(t.router({ pretending: pretending.query(() => 1) }), [])).toThrow("pretending");
});

test("Protection survives further middleware, input and nesting, of either strictness", () => {
  const long = t.procedure
    .use(({ next }) => next())
    .concat(strictProtection)
    .use(({ next }) => next());
  const router = t.router({
    deep: { deeper: t.router({ long: long.mutation(() => 1), short: guarded().query(() => 1) }) },
  });
  expect(() => assertAllProtected(router, [])).not.toThrow();
});

test("A procedure with its own caller doesn't count as protected", () => {
  const evading = guarded().experimental_caller(async () => 1);
  const router = t.router({ evading: evading.query(() => 1) as never });
  expect(() => assertAllProtected(router, [])).toThrow("evading");
});

test("A public list that names what isn't there is wrong", () => {
  const router = t.router({ shut: guarded().query(() => 1) });
  expect(() => assertAllProtected(router, ["gone"])).toThrow("gone is public but not there");
});

test("Any router's procedures can be protected, without this API", async () => {
  const router = t.router({ whoami: guarded().query(({ ctx }) => ctx.claims.subject) });
  const caller = router.createCaller({ authentication: { claims: async () => ({ subject: "ann" }) as never } });
  expect(await caller.whoami()).toBe("ann");
});

function guarded() {
  return t.procedure.concat(protection);
}
