import { AsyncLocalStorage } from "node:async_hooks";
import type { Api } from "@curfew/api";
import type { Auth, Clock } from "@curfew/auth";
import { readCookie } from "@curfew/http";
import type { Loaded, PageApi, Visit } from "../../root.ts";
import { requestContext } from "../observability/request-context.ts";
import { PATH_HEADER } from "./headers.ts";
import type { Renew } from "./renewal.ts";

interface VisitParts {
  readonly api: Pick<Api, "cookies" | "createServerCaller" | "withDeadline">;
  readonly auth: Pick<Auth, "verifySignature">;
  readonly clock: Clock;
  readonly origin: string;
  readonly renew: Renew;
}

const UNKNOWN = { state: "unknown" } as const;

const RETRY_SECONDS = "2";

/** Begins visits, each by the headers of its request as Next.js shows them to a page, and the client's address. */
export function createVisits(parts: VisitParts): (headers: Headers, address: string) => Promise<Visit> {
  const { api, auth, clock, origin, renew } = parts;
  return async (headers, address) => {
    // What is asked to renew and what is asked to render keep one deadline, in whichever component it is asked.
    const within = await api.withDeadline(async () => AsyncLocalStorage.snapshot());
    let caller: Promise<PageApi | null> | null = null;
    const find = async () => {
      const renewal = await renew(headers, address);
      if (renewal.state === "unknown") return null;
      return api.createServerCaller(renewal.state === "renewed" ? renewal.headers : headers, address);
    };
    return {
      origin,
      cookies: api.cookies,
      path: headers.get(PATH_HEADER) ?? "/",
      now: clock(),
      load: (work) =>
        within(async () => {
          caller ??= find();
          const own = await caller;
          return own === null ? UNKNOWN : loaded(work(own));
        }),
      async token() {
        const [token, ...others] = readCookie(headers.get("cookie"), api.cookies.access);
        return token === undefined || others.length > 0 ? null : auth.verifySignature(token);
      },
      unavailable() {
        answerWith(503);
        requestContext()?.outgoing.setHeader("Retry-After", RETRY_SECONDS);
      },
      forbidden: () => answerWith(403),
    };
  };
}

async function loaded<T>(work: Promise<T>): Promise<Loaded<T>> {
  try {
    return { state: "in", value: await work };
  } catch (cause) {
    const { code, about } = cause as { readonly code?: unknown; readonly about?: { readonly cookie?: string } };
    if (code === "UNAUTHORIZED") return { state: "out", cookie: about?.cookie ?? null };
    if (code === "SERVICE_UNAVAILABLE") return UNKNOWN;
    throw cause;
  }
}

function answerWith(status: number): void {
  const outgoing = requestContext()?.outgoing;
  if (outgoing !== undefined && !outgoing.headersSent) outgoing.statusCode = status;
}
