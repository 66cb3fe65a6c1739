import { Failure } from "../errors/failure.ts";
import { MAX_BYTES, readBody } from "./body.ts";

/**
 * Lets in only what the api knows: GET, and POST with a JSON body of bounded size. A form a
 * browser would send without asking (RFC 6454's "simple" requests) never gets as far as a procedure.
 * Throws a `Failure`; the request it gives back holds its body in memory.
 */
export async function admit(request: Request): Promise<Request> {
  const { method, headers, signal } = request;
  if (method !== "GET" && method !== "POST") throw new Failure("method_refused");
  if (asksForJsonLines(headers)) throw new Failure("media_refused");
  if (request.url.length > MAX_BYTES) throw new Failure("body_too_large");
  if (method === "GET") return new Request(request.url, { headers: pick(headers, ["accept"]), signal });
  if (!isJson(headers)) throw new Failure("media_refused");
  const body = parsable((await readBody(request)) || "null");
  return new Request(request.url, { method, headers: { "content-type": "application/json" }, body, signal });
}

/** The streaming batch answers before its calls are done: it could carry neither status nor cookies. */
function asksForJsonLines(headers: Headers): boolean {
  return `${headers.get("trpc-accept")},${headers.get("accept")}`.toLowerCase().includes("application/jsonl");
}

function isJson(headers: Headers): boolean {
  return headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";
}

/** Refuses broken JSON before any procedure runs, also one that would never have looked at it. */
function parsable(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new Failure("input_invalid");
  }
}

function pick(headers: Headers, names: readonly string[]): Headers {
  return new Headers(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ""]] : [])));
}
