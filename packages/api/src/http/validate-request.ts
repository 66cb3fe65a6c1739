import type { CookieUse } from "@curfew/http";
import { ApiError } from "../errors/api-error.ts";
import type { ErrorName } from "../errors/table.ts";
import { cookieUseOf, type OriginMeta } from "../origin.ts";
import { ENDPOINT, MAX_BYTES, MAX_FIELDS } from "../protocol.ts";
import { readBody } from "./body.ts";
import type { Calls } from "./call.ts";

/** Throws an `ApiError` unless a mutation that uses cookies so may come from where such a request comes from. */
type Assert = (headers: Headers, use: CookieUse) => void;

/**
 * Refuses mutations from another origin, before anything of the body counts: a body-less POST needs no
 * preflight (Fetch Standard, "CORS-safelisted request-header"). What only the input can tell is left to
 * the procedure, if there is an input that it can read.
 */
export function assertOrigins({ procedures }: Calls, headers: Headers, assertOrigin: Assert): void {
  for (const { _def } of procedures) {
    if (_def.type !== "mutation") continue;
    const use = cookieUseOf(_def.meta as OriginMeta | undefined);
    if (typeof use !== "function") assertOrigin(headers, use);
    else if (!isJson(headers)) assertOrigin(headers, use(undefined));
  }
}

/**
 * Lets in JSON of bounded size and nothing else. A form that a browser would send without asking never
 * gets as far as a procedure. Throws an `ApiError`; the request it gives back holds its body in memory.
 */
export async function validateRequest(request: Request, url: URL, calls: Calls): Promise<Request> {
  const { headers, signal, method } = request;
  if (request.url.length > MAX_BYTES) throw new ApiError("body_too_large");
  if (asksForJsonLines(headers)) throw new ApiError("streamed_batch_refused");
  if (url.searchParams.has("connectionParams")) throw new ApiError("connection_params_refused");
  const target = targetOf(url, calls);
  if (method === "GET") {
    const input = url.searchParams.get("input") ?? "";
    if (input !== "") {
      assertInput(input, calls, "query_invalid");
      target.searchParams.set("input", input);
    }
    if (target.href === request.url && !SEEN_BY_TRPC.some((name) => headers.has(name))) return request;
    return new Request(target, { headers: pick(headers, ["accept", "last-event-id"]), signal });
  }
  const text = await readJson(request);
  if (text !== "") assertInput(text, calls, "json_invalid");
  const body = text !== "" ? text : calls.isBatch ? "{}" : "null";
  return new Request(target, { method, headers: { "content-type": "application/json" }, body, signal });
}

/** Headers that tRPC would go by, and is not to see. */
const SEEN_BY_TRPC = ["content-type", "trpc-accept"];

/** Returns where tRPC looks for the calls; of the query it sees what is known here. */
function targetOf(url: URL, calls: Calls): URL {
  const target = new URL(`${ENDPOINT}/${encodeURIComponent(calls.paths.join(","))}`, url);
  if (calls.isBatch) target.searchParams.set("batch", "1");
  return target;
}

/** Tells a streaming batch, which is answered before its calls are done: it could carry neither status nor cookies. */
function asksForJsonLines(headers: Headers): boolean {
  return `${headers.get("trpc-accept")},${headers.get("accept")}`.toLowerCase().includes("application/jsonl");
}

/** Reads the body, which needs no type where it is empty. */
async function readJson(request: Request): Promise<string> {
  if (isJson(request.headers)) return readBody(request);
  if (request.headers.has("content-type") || (await readBody(request)) !== "") throw new ApiError("media_refused");
  return "";
}

function isJson(headers: Headers): boolean {
  return headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";
}

/**
 * Refuses broken JSON before any procedure runs, also one that would never have looked at it; and inputs of very many
 * fields, which would each be named.
 */
function assertInput(text: string, { isBatch, paths }: Calls, otherwise: ErrorName): void {
  const value = parse(text, otherwise);
  if (isBatch && !isRecord(value)) throw new ApiError("batch_invalid");
  const inputs = isBatch ? paths.map((_, i) => (value as Record<number, unknown>)[i]) : [value];
  if (inputs.some((input) => isRecord(input) && Object.keys(input).length > MAX_FIELDS)) {
    throw new ApiError("fields_too_many");
  }
}

function parse(text: string, otherwise: ErrorName): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(otherwise);
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pick(headers: Headers, names: readonly string[]): Headers {
  return new Headers(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ""]] : [])));
}
