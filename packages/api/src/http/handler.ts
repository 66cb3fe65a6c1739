import { leastStaleness } from "@curfew/trpc";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Api } from "../api.ts";
import { type ApiError, toApiError } from "../errors/api-error.ts";
import { formatError } from "../errors/format.ts";
import type { Outcomes } from "../outcomes.ts";
import { ENDPOINT } from "../protocol.ts";
import { type Calls, readCalls } from "./call.ts";
import { createCors } from "./cors.ts";
import { failureHeaders } from "./headers.ts";
import { assertOrigins, validateRequest } from "./validate-request.ts";

/** Facts about a request that only the server knows. */
export interface ConnectionFacts {
  /** The client's address: the socket's, or what trusted proxies say of it. */
  readonly address: string;
}

/** Answers a request to anything under `/api/trpc`. Never rejects; every rule of HTTP is kept here. */
export type RequestHandler = (request: Request, facts: ConnectionFacts) => Promise<Response>;

export interface RequestHandlerOptions {
  /** Origins whose pages may call with Bearer tokens, beside the app's own. */
  readonly corsOrigins?: readonly string[];
}

/** Throws `TypeError` if one of `corsOrigins` is no origin. */
export function createRequestHandler(api: Api, { corsOrigins = [] }: RequestHandlerOptions = {}): RequestHandler {
  const cors = createCors(corsOrigins);
  return async (request, facts) => {
    const outcomes = api.createOutcomes();
    try {
      return cors.open(
        request,
        closed(cors.preflight(request) ?? (await answer(api, request, { ...facts, outcomes }))),
      );
    } catch (error) {
      const failure = toApiError(error);
      outcomes.failed(failure);
      return cors.open(request, closed(refusal(failure)));
    }
  };
}

interface Circumstances extends ConnectionFacts {
  readonly outcomes: Outcomes;
}

/**
 * Answers a request. Address and method are checked first, then the origin, then the body: what costs least comes
 * first.
 */
async function answer(api: Api, request: Request, circumstances: Circumstances): Promise<Response> {
  const url = new URL(request.url);
  const { headers } = request;
  const calls = readCalls(request.method, url, api.router);
  assertOrigins(calls, headers, api.assertOrigin);
  const admitted = await validateRequest(request, url, calls);
  keepFollowing(admitted, request);
  return api.withDeadline(() => respond(api, { calls, request: admitted, headers, ...circumstances }));
}

/** Keeps requests alive for as long as a signal that follows theirs. */
const followed = new WeakMap<AbortSignal, readonly Request[]>();

/**
 * Keeps `copy.signal` following `source.signal`. A `Request` holds its abort controller, and nothing else
 * does: once it is collected, the client of an open stream that goes away is never noticed.
 */
function keepFollowing(copy: Request, source: Request): void {
  followed.set(copy.signal, [copy, source]);
}

interface Exchange extends Circumstances {
  readonly calls: Calls;
  /** The request that tRPC sees. */
  readonly request: Request;
  /** The headers that the client sent. */
  readonly headers: Headers;
}

async function respond(api: Api, { calls, request, headers, address, outcomes }: Exchange): Promise<Response> {
  const maxStalenessMs = leastStaleness(calls.procedures);
  const response = await fetchRequestHandler({
    endpoint: ENDPOINT,
    req: request,
    router: api.router,
    createContext: () => api.createContext({ headers, address, maxStalenessMs, outcomes }),
    onError: ({ error }) => outcomes.failed(toApiError(error)),
    responseMeta({ ctx }) {
      const meta = failureHeaders(outcomes.failures());
      for (const [name, value] of ctx?.quotas.headers() ?? []) meta.set(name, value);
      for (const line of ctx?.responseCookies.cookies() ?? []) meta.append("set-cookie", line);
      return { headers: meta };
    },
  });
  const [failure] = outcomes.failures();
  if (failure === undefined || !isStream(response) || isToldAsEvent(failure, headers)) return response;
  await response.body?.cancel();
  return refusal(failure);
}

/** Makes the answer to a request that isn't let in, in the shape of tRPC. */
function refusal(failure: ApiError): Response {
  return Response.json(
    { error: formatError({ error: failure }) },
    { status: failure.status, headers: failureHeaders([failure]) },
  );
}

/** Forbids every cache to keep an answer: it may be private or carry a cookie. */
function closed(response: Response): Response {
  response.headers.set("cache-control", isStream(response) ? "no-store, no-transform" : "no-store");
  return response;
}

function isStream({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") === true;
}

/**
 * An EventSource can read what went wrong only in the stream; everyone else is told as of any other call. Who has too
 * many streams gets no further one, not even for that.
 */
function isToldAsEvent({ reason }: ApiError, headers: Headers): boolean {
  const acceptsEvents = headers.get("accept")?.toLowerCase().includes("text/event-stream") === true;
  return acceptsEvents && reason !== "too_many_attempts";
}
