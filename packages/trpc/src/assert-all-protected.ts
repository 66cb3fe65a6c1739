import type { AnyRouter } from "@trpc/server";
import { maxStalenessOf } from "./protect.ts";

/**
 * Throws an `Error` that names every procedure which is neither protected nor on the list of public
 * ones, and every entry of the list that no procedure goes by. For a test of the router.
 *
 * @example
 * const t = initTRPC.context<AuthenticatedContext>().create();
 * const router = t.router({
 *   login: t.procedure.mutation(() => "…"),
 *   whoami: t.procedure.concat(protection()).query(({ ctx }) => ctx.claims.subject),
 * });
 * assertAllProtected(router, ["login"]); // throws if `whoami` were not protected
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
