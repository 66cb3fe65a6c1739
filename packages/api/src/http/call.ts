import type { AnyProcedure, AnyRouter } from "@trpc/server";
import { ApiError } from "../errors/api-error.ts";
import { ENDPOINT, MAX_BATCH } from "../protocol.ts";

/** The calls that one request makes. */
export interface Calls {
  readonly paths: readonly string[];
  readonly isBatch: boolean;
  /** The procedures that are called; in a batch, names that none goes by are left out. */
  readonly procedures: readonly AnyProcedure[];
}

/**
 * Reads from a request's address and method which procedures it calls. Throws an `ApiError` that says what is
 * wrong: tRPC would tell the same of several faults, and in a batch as plain text.
 */
export function readCalls(method: string, url: URL, router: AnyRouter): Calls {
  const isBatch = url.searchParams.get("batch") === "1";
  const path = pathOf(url);
  const paths = isBatch ? path.split(",") : [path];
  if (paths.length > MAX_BATCH) throw new ApiError("batch_too_long");
  const procedures = paths.flatMap((name) => procedureAt(router, name) ?? []);
  if (!isBatch && procedures.length === 0) throw new ApiError("procedure_unknown");
  assertMethod(method, procedures);
  if (isBatch && procedures.some(isStream)) throw new ApiError("batch_of_streams");
  return { paths, isBatch, procedures };
}

function pathOf({ pathname }: URL): string {
  if (!pathname.startsWith(`${ENDPOINT}/`)) throw new ApiError("procedure_unknown");
  try {
    return decodeURIComponent(pathname.slice(ENDPOINT.length + 1)).replace(/\/$/, "");
  } catch {
    throw new ApiError("path_invalid");
  }
}

function procedureAt(router: AnyRouter, path: string): AnyProcedure | undefined {
  const { procedures } = router._def;
  return Object.hasOwn(procedures, path) ? (procedures as Record<string, AnyProcedure>)[path] : undefined;
}

/** Throws unless mutations are sent with POST and everything else with GET; in a batch all are of one kind. */
function assertMethod(method: string, procedures: readonly AnyProcedure[]): void {
  const right = new Set(procedures.map(methodOf));
  if (right.size > 1) throw new ApiError("batch_mixed");
  const [allow = "GET, POST"] = right;
  if (!allow.split(", ").includes(method)) throw new ApiError("method_refused", { allow });
}

function methodOf({ _def }: AnyProcedure): "GET" | "POST" {
  return _def.type === "mutation" ? "POST" : "GET";
}

function isStream({ _def }: AnyProcedure): boolean {
  return _def.type === "subscription";
}
