import type { CustomClaims } from "@curfew/auth";
import { initTRPC } from "@trpc/server";
import { answerUnavailable } from "./answer-unavailable.ts";
import type { Authentication } from "./authentication.ts";

/** What a context must offer for its procedures to be protected. */
export interface AuthenticatedContext<C extends CustomClaims = CustomClaims> {
  readonly authentication: Authentication<C>;
}

export interface ProtectionOptions {
  /**
   * How old the revocations may be that a pass rests on, milliseconds; 0 asks the store, for procedures that change
   * who may do what. Default, and the most: what `auth` was created with.
   */
  readonly maxStalenessMs?: number;
}

/**
 * Marks the guard itself, with the staleness it allows: neither a name nor metadata makes a procedure
 * protected, only having a guard run before it. A registered symbol, for there may be two copies of this package.
 */
const GUARD = Symbol.for("@curfew/trpc.guard");

/**
 * Creates what lets only a live access token pass and gives the procedure its `ctx.claims`, and `ctx.evidenceAgeMs`: how
 * old the revocations were that the pass rests on, milliseconds. Add it to a builder
 * of any router whose context has an `authentication`. `Unavailable`, thrown by the procedure too, is answered 503.
 * Claims of your own are typed by what the schema of `createAuth` gives: `protection<z.infer<typeof claims>>()`.
 *
 * @example
 * const { auth, login } = await createTestAuth(); // of `@curfew/auth/testing`
 * const t = initTRPC.context<AuthenticatedContext>().create();
 * const protectedProcedure = t.procedure.concat(protection());
 * const router = t.router({ whoami: protectedProcedure.query(({ ctx }) => ctx.claims.subject) });
 *
 * const { access } = await login("ann");
 * const credential = { kind: "bearer", token: access.token } as const;
 * const caller = router.createCaller({ authentication: createAuthentication({ auth, credential }) });
 * console.log(await caller.whoami()); // ann
 */
export function protection<C extends CustomClaims = CustomClaims>({
  maxStalenessMs = Number.POSITIVE_INFINITY,
}: ProtectionOptions = {}) {
  const t = initTRPC.context<AuthenticatedContext<C>>().create();
  const builder = t.procedure.concat(answerUnavailable).use(async ({ ctx, next }) => {
    const { claims, evidenceAgeMs } = await ctx.authentication.verify(maxStalenessMs);
    return next({ ctx: { claims, evidenceAgeMs } });
  });
  Object.defineProperty(builder._def.middlewares.at(-1), GUARD, { value: maxStalenessMs });
  return builder;
}

/** Tells what staleness a procedure's guards allow, milliseconds; null if it has none. */
export function maxStalenessOf(procedure: unknown): number | null {
  const { middlewares = [], caller } = (procedure as Guardable | null)?._def ?? {};
  // A procedure with a caller of its own decides itself whether its middleware runs.
  if (caller !== undefined) return null;
  const found = middlewares.flatMap((middleware) => (middleware as { readonly [GUARD]?: number })[GUARD] ?? []);
  return found.length === 0 ? null : Math.min(...found);
}

interface Guardable {
  readonly _def?: { readonly middlewares?: readonly unknown[]; readonly caller?: unknown };
}

/**
 * Tells the least staleness that one of these procedures allows, milliseconds: for a batch that is to ask only once.
 *
 * @example
 * const { procedure } = initTRPC.context<AuthenticatedContext>().create();
 * const strict = procedure.concat(protection({ maxStalenessMs: 0 })).query(() => "…");
 * const relaxed = procedure.concat(protection({ maxStalenessMs: 5_000 })).query(() => "…");
 * console.log(leastStaleness([relaxed, strict])); // 0
 */
export function leastStaleness(procedures: readonly unknown[]): number {
  return Math.min(...procedures.map((procedure) => maxStalenessOf(procedure) ?? Number.POSITIVE_INFINITY));
}
