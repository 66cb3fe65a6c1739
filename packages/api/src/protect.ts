import { type AnyRouter, initTRPC } from "@trpc/server";
import type { Authentication } from "./authentication.ts";

/** What a context must offer for its procedures to be protected. */
export interface AuthenticatedContext {
  readonly authentication: Authentication;
}

const t = initTRPC.context<AuthenticatedContext>().create();

/**
 * The guards themselves, by identity: neither a name nor metadata makes a procedure protected, only
 * having one of these run before it. Each with the staleness that it allows, milliseconds.
 */
const guards = new Map<unknown, number>();

function guarded(maxStalenessMs: number) {
  const builder = t.procedure.use(async ({ ctx, next }) => {
    return next({ ctx: { claims: await ctx.authentication.claims(maxStalenessMs) } });
  });
  guards.set(builder._def.middlewares.at(-1), maxStalenessMs);
  return builder;
}

/**
 * Lets only a live access token pass and gives the procedure its `ctx.claims`. Add it to a builder
 * of any router whose context has an `authentication`: `t.procedure.concat(protection)`.
 */
export const protection = guarded(Number.POSITIVE_INFINITY);

/** The same for procedures that change who may do what: always asks the store, whatever staleness is allowed. */
export const strictProtection = guarded(0);

/**
 * Throws an `Error` that names every procedure which is neither protected nor on the list of public
 * ones, and every entry of the list that no procedure goes by. For a test of the router.
 */
export function assertAllProtected(router: AnyRouter, publicList: readonly string[]): void {
  const procedures = Object.entries(router._def.procedures);
  const open = procedures.flatMap(([path, procedure]) => {
    return publicList.includes(path) || maxStalenessOf(procedure) !== null
      ? []
      : [`${path} is neither protected nor public`];
  });
  const names = new Set(procedures.map(([path]) => path));
  const unknown = publicList.filter((path) => !names.has(path)).map((path) => `${path} is public but not there`);
  const unseen = Object.keys(router._def.lazy).map((path) => `${path} is loaded lazily and can't be judged`);
  const problems = [...open, ...unknown, ...unseen];
  if (problems.length > 0) throw new Error(`not all procedures are protected: ${problems.join("; ")}`);
}

/** Tells what staleness a procedure's guards allow, milliseconds; null if it has none. */
function maxStalenessOf(procedure: unknown): number | null {
  const { middlewares = [], caller } = (procedure as Guardable | null)?._def ?? {};
  // A procedure with a caller of its own decides itself whether its middleware runs.
  if (caller !== undefined) return null;
  const found = middlewares.flatMap((middleware) => guards.get(middleware) ?? []);
  return found.length === 0 ? null : Math.min(...found);
}

interface Guardable {
  readonly _def?: { readonly middlewares?: readonly unknown[]; readonly caller?: unknown };
}

/** Tells the least staleness that one of these procedures allows, milliseconds. */
export function leastStaleness(procedures: readonly unknown[]): number {
  return Math.min(...procedures.map((procedure) => maxStalenessOf(procedure) ?? Number.POSITIVE_INFINITY));
}
