import { type Api, type Database, ENDPOINT, type RequestHandler } from "@curfew/api";
import type { Auth, Clock } from "@curfew/auth";
import { createPageRenewal } from "@curfew/next/renewal";
import { requestContext } from "../observability/request-context.ts";

interface RenewalParts {
  readonly api: Pick<Api, "cookies">;
  readonly auth: Auth;
  readonly database: Pick<Database, "sessions">;
  readonly clock: Clock;
  readonly origin: string;
  readonly toleranceSeconds: number;
  /** The api's own door: a renewal here is the same as one that a client asks for. */
  readonly answer: RequestHandler;
}

/**
 * What came of a visit's credential. `renewed`: the page sees the request as it would be with a new access token.
 * `unknown`: whether the session lives can't be told now.
 */
type Renewal =
  | { readonly state: "kept" }
  | { readonly state: "unknown" }
  | { readonly state: "renewed"; readonly headers: Headers };

export type Renew = (headers: Headers, address: string) => Promise<Renewal>;

const KEPT: Renewal = { state: "kept" };

/**
 * Creates what renders a page for a visitor whose access token has expired, as `@curfew/next` does. A refresh token that is
 * refused goes through the api's own door, which notes it if it was a copy.
 */
export function createRenew(parts: RenewalParts): Renew {
  const { api, auth, database, clock, toleranceSeconds } = parts;
  // Nothing is written to it: whose page this is doesn't matter.
  const ledger = () => database.sessions.ledger(clock(), { userAgent: null, address: null });
  const renew = createPageRenewal({ auth, cookies: api.cookies, ledger, toleranceSeconds, clock });
  return async (headers, address) => {
    const renewal = await renew(withPrefetch(headers));
    if (renewal.state === "renewed") return renewal;
    if (renewal.state === "kept") return KEPT;
    return CAN_T_TELL.has(await refusal(parts, headers, address)) ? { state: "unknown" } : KEPT;
  };
}

/** Answers that say nothing of a session: a limit, and an outage. */
const CAN_T_TELL: ReadonlySet<number> = new Set([429, 503]);

/** Adds what Next.js keeps from pages: that its router prefetches one. */
function withPrefetch(headers: Headers): Headers {
  const prefetch = requestContext()?.incoming.headers["next-router-prefetch"];
  if (typeof prefetch !== "string") return headers;
  const whole = new Headers(headers);
  whole.set("next-router-prefetch", prefetch);
  return whole;
}

/** Has the api's own door refuse the refresh token, and note it if it was a copy. Resolves with the status. */
async function refusal({ origin, answer }: RenewalParts, headers: Headers, address: string): Promise<number> {
  const request = new Request(`${origin}${ENDPOINT}/auth.refresh`, {
    method: "POST",
    headers: { ...ownHeaders(headers), origin, "content-type": "application/json" },
  });
  return (await answer(request, { address })).status;
}

function ownHeaders(headers: Headers): Record<string, string> {
  return { cookie: headers.get("cookie") ?? "", "user-agent": headers.get("user-agent") ?? "" };
}
