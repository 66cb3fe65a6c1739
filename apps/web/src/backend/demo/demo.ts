import { type Api, ApiError, type ClientMetadata, clientMetadata, formatError } from "@curfew/api";
import type { Auth, Claims, SignedClaims } from "@curfew/auth";
import { isOwnOrigin, type OriginPolicy, readCredential } from "@curfew/http";
import { createAuthentication } from "@curfew/trpc";
import type { Demo, DemoStep, DemoToken } from "../../demo/demo.ts";
import type { Answer } from "../http/answer.ts";
import { createLoopback, type Loopback } from "./loopback.ts";

interface DemoParts {
  readonly api: Pick<Api, "cookies" | "demoClients">;
  readonly auth: Auth;
  /** The app's own origin. */
  readonly origin: string;
  /** Where the app can be called by itself. */
  readonly ownAddress: string;
}

/**
 * Shows what Curfew does: makes a copy of the caller's login, uses it over HTTP, revokes it, and uses
 * it again. The copy lives for that moment only, and its text goes nowhere but to our own address.
 */
export function createDemo({ api, auth, origin, ownAddress }: DemoParts): Answer {
  const loopback = createLoopback(ownAddress);
  const policy = { appOrigin: origin, cookies: api.cookies };
  return async (request, { address }) => {
    try {
      if (request.method !== "POST") throw new ApiError("method_refused", { allow: "POST" });
      const claims = await claimsOf(auth, policy, request.headers);
      const client = clientMetadata(request.headers, address);
      return Response.json(await tryIt({ auth, loopback, client, demoClients: api.demoClients }, claims));
    } catch (error) {
      const refusal = formatError({ error });
      return Response.json({ error: refusal }, { status: refusal.data.httpStatus });
    }
  };
}

/** Lets in only what a mutation would: a live login, from our own pages. */
async function claimsOf(auth: Auth, policy: OriginPolicy, headers: Headers): Promise<Claims<"access">> {
  if (!isOwnOrigin(headers, policy)) throw new ApiError("origin_refused", { origin: policy.appOrigin });
  const credential = readCredential(headers, policy.cookies);
  return createAuthentication({ auth, credential }).claims(0);
}

interface Hands {
  readonly auth: Auth;
  readonly loopback: Loopback;
  readonly client: ClientMetadata;
  /** Which tokens are the demo's, and its client's: so that the audit trail doesn't show their end as a break-in. */
  readonly demoClients: Api["demoClients"];
}

async function tryIt({ auth, loopback, client, demoClients }: Hands, claims: Claims<"access">): Promise<Demo> {
  const { token } = await auth.signCopy(claims);
  const copy = await auth.verifySignature(token);
  if (copy === null) throw new Error("a token just signed could not be read");
  demoClients.set(copy.tokenId, client);
  try {
    return { token: describe(copy), steps: await stepsOf(loopback, token) };
  } finally {
    demoClients.delete(copy.tokenId);
  }
}

async function stepsOf(loopback: Loopback, token: string): Promise<DemoStep[]> {
  const start = performance.now();
  const steps: DemoStep[] = [];
  const take = async (name: DemoStep["name"], call: () => ReturnType<Loopback["use"]>) => {
    const begun = performance.now();
    const answer = await call();
    steps.push({ name, at: begun - start, ms: performance.now() - begun, ...answer });
  };
  await take("use", () => loopback.use(token));
  await take("revoke", () => loopback.revoke(token));
  await take("use-again", () => loopback.use(token));
  return steps;
}

function describe(copy: SignedClaims): DemoToken {
  return {
    id: copy.tokenId,
    sessionId: copy.sessionId,
    subject: copy.subject,
    keyId: copy.keyId,
    issuedAt: copy.issuedAt.toISOString(),
    expiresAt: copy.expiresAt.toISOString(),
  };
}
