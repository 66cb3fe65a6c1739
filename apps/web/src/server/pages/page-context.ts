import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import type { Api } from "@curfew/api";
import type { Auth, Clock } from "@curfew/auth";
import { readCookie } from "@curfew/http";
import type { PageContext, ServerContext } from "../../server-context.ts";

interface VisitParts {
  readonly api: Api;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly origin: string;
}

/** A request for a page, as the server got it. */
interface PageRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly isUnknown: boolean;
  readonly address: string;
  readonly outgoing: ServerResponse;
}

const RETRY_SECONDS = "2";

/** Visits under way. A page finds its own by the asynchronous context it is rendered in. */
export interface Visits extends ServerContext {
  during<T>(request: PageRequest, render: () => Promise<T>): Promise<T>;
}

export function createVisits(parts: VisitParts): Visits {
  const current = new AsyncLocalStorage<PageContext>();
  return {
    visit() {
      const visit = current.getStore();
      if (visit === undefined) throw new Error("no visit is being answered");
      return visit;
    },
    during: (request, render) => current.run(createVisit(parts, request), render),
  };
}

function createVisit({ api, auth, clock, origin }: VisitParts, request: PageRequest): PageContext {
  const { url, headers, address, isUnknown, outgoing } = request;
  return {
    origin,
    cookies: api.cookies,
    isUnknown,
    path: url.pathname + url.search,
    now: clock(),
    api: api.createServerCaller(headers, address),
    async token() {
      const [token, ...others] = readCookie(headers.get("cookie"), api.cookies.access);
      return token === undefined || others.length > 0 ? null : auth.verifySignature(token);
    },
    unavailable() {
      outgoing.statusCode = 503;
      outgoing.setHeader("Retry-After", RETRY_SECONDS);
    },
    forbidden() {
      outgoing.statusCode = 403;
    },
  };
}
