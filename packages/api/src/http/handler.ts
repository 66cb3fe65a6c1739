import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Api } from "../api.ts";
import { type Failure, toFailure } from "../errors/failure.ts";
import { formatError } from "../errors/format.ts";
import { strictest } from "../protect.ts";
import { admit } from "./door.ts";
import { failureHeaders } from "./headers.ts";

/** Where the procedures are. */
export const ENDPOINT = "/api/trpc";

/** Most calls one request may batch. */
export const MAX_BATCH = 10;

/** What only the server can know of a request. */
export interface ConnectionFacts {
  /** The client's address: the socket's, or what trusted proxies say of it. */
  readonly address: string;
}

/** Answers a request to anything under `/api/trpc`. Never rejects; every rule of HTTP is kept here. */
export type RequestHandler = (request: Request, facts: ConnectionFacts) => Promise<Response>;

export function createRequestHandler(api: Api): RequestHandler {
  return async (request, facts) => {
    try {
      const admitted = await admit(request);
      return closed(await api.together(() => respond(api, admitted, request.headers, facts)));
    } catch (error) {
      return closed(refuse(api, toFailure(error)));
    }
  };
}

async function respond(api: Api, request: Request, headers: Headers, { address }: ConnectionFacts): Promise<Response> {
  const failures: Failure[] = [];
  const response = await fetchRequestHandler({
    endpoint: ENDPOINT,
    req: request,
    router: api.router,
    maxBatchSize: MAX_BATCH,
    createContext({ info }) {
      const atLeast = strictest(info.calls.map(({ procedure }) => procedure));
      return api.createContext({ headers, address, atLeast });
    },
    onError({ error, path }) {
      const failure = toFailure(error);
      if (failures.includes(failure)) return;
      failures.push(failure);
      api.notice(failure, path ?? null);
    },
    responseMeta({ ctx }) {
      const meta = failureHeaders(failures);
      for (const line of ctx?.reply.cookies() ?? []) meta.append("set-cookie", line);
      return { headers: meta };
    },
  });
  const [failure] = failures;
  if (failure === undefined || !isStream(response) || acceptsEvents(headers)) return response;
  // An EventSource can read what went wrong only in the stream; everyone else is told as of any other call.
  await response.body?.cancel();
  return refusal(failure);
}

/** The answer to a request that isn't let in, in the shape of tRPC. */
function refuse(api: Api, failure: Failure): Response {
  api.notice(failure, null);
  return refusal(failure);
}

function refusal(failure: Failure): Response {
  return Response.json(
    { error: formatError({ error: failure }) },
    { status: failure.status, headers: failureHeaders([failure]) },
  );
}

/** Every answer may be private or carry a cookie, so none is ever kept. */
function closed(response: Response): Response {
  response.headers.set("cache-control", isStream(response) ? "no-store, no-transform" : "no-store");
  return response;
}

function isStream({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") === true;
}

function acceptsEvents(headers: Headers): boolean {
  return headers.get("accept")?.toLowerCase().includes("text/event-stream") === true;
}
