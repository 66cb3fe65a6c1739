import { initTRPC, lazy } from "@trpc/server";
import { expect, test, vi } from "vitest";
import { type AuthenticatedContext, assertAllProtected, leastStaleness, protection } from "../src/index.ts";

const t = initTRPC.context<AuthenticatedContext>().meta<{ protected: boolean }>().create();

function guarded() {
  return t.procedure.concat(protection());
}

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
    .concat(protection({ maxStalenessMs: 0 }))
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

test("A router that is loaded lazily can't be judged, and is named", () => {
  const router = t.router({ later: lazy(async () => t.router({ shut: guarded().query(() => 1) })) });
  expect(() => assertAllProtected(router, [])).toThrow("later is loaded lazily and can't be judged");
});

test("A guard of another copy of this package counts as one", async () => {
  vi.resetModules();
  const copy = await import("../src/index.ts");
  expect(copy.protection).not.toBe(protection);
  const router = t.router({ shut: t.procedure.concat(copy.protection()).query(() => 1) });
  expect(() => assertAllProtected(router, [])).not.toThrow();
  expect(() => copy.assertAllProtected(t.router({ shut: guarded().query(() => 1) }), [])).not.toThrow();
  expect(() => copy.assertAllProtected(t.router({ open: t.procedure.query(() => 1) }), [])).toThrow("open");
});

test("The least staleness of several procedures is that of their strictest guard", () => {
  const of = (maxStalenessMs: number) => t.procedure.concat(protection({ maxStalenessMs })).query(() => 1);
  const open = t.procedure.query(() => 1);
  expect(leastStaleness([open])).toBe(Number.POSITIVE_INFINITY);
  expect(leastStaleness([of(500), open, of(100), guarded().query(() => 1)])).toBe(100);
});
