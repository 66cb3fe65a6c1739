import { cookieNames, createAuthentication, Failure, formatError, isOwnOrigin, readCredential } from "@curfew/api";
import type { Auth, Claims, SignedClaims } from "@curfew/auth";
import type { Trial, TrialStep, TrialToken } from "../trial/trial.ts";
import type { Answer } from "./http/site.ts";
import { createLoopback, type Loopback } from "./loopback.ts";

interface TrialParts {
  readonly auth: Auth;
  /** The app's own origin. */
  readonly origin: string;
  /** Where this process listens. */
  readonly port: number;
}

/**
 * Shows what Curfew does: makes a copy of the caller's login, uses it over HTTP, revokes it, and uses
 * it again. The copy lives for that moment only, and its text goes nowhere but to our own address.
 */
export function createTrial({ auth, origin, port }: TrialParts): Answer {
  const loopback = createLoopback(port);
  return async (request) => {
    try {
      if (request.method !== "POST") throw new Failure("method_refused");
      return Response.json(await tryIt(auth, loopback, await claimsOf(auth, origin, request.headers)));
    } catch (error) {
      const refusal = formatError({ error });
      return Response.json({ error: refusal }, { status: refusal.data.httpStatus });
    }
  };
}

/** Lets in only what a mutation would: a live login, from our own pages. */
async function claimsOf(auth: Auth, origin: string, headers: Headers): Promise<Claims<"access">> {
  if (!isOwnOrigin(headers, origin)) throw new Failure("origin_refused");
  const credential = readCredential(headers, cookieNames(origin));
  return createAuthentication({ auth, credential, atLeast: "latest" }).claims("latest");
}

async function tryIt(auth: Auth, loopback: Loopback, claims: Claims<"access">): Promise<Trial> {
  const { token } = await auth.signCopy(claims);
  const copy = await auth.read(token);
  if (copy === null) throw new Error("a token just signed could not be read");
  const start = performance.now();
  const steps: TrialStep[] = [];
  const take = async (name: TrialStep["name"], call: () => ReturnType<Loopback["use"]>) => {
    const begun = performance.now();
    const answer = await call();
    steps.push({ name, at: begun - start, ms: performance.now() - begun, ...answer });
  };
  await take("use", () => loopback.use(token));
  await take("revoke", () => loopback.revoke(token));
  await take("use-again", () => loopback.use(token));
  return { token: describe(copy), steps };
}

function describe(copy: SignedClaims): TrialToken {
  return {
    id: copy.tokenId,
    sessionId: copy.sessionId,
    subject: copy.subject,
    keyId: copy.keyId,
    issuedAt: copy.issuedAt.toISOString(),
    expiresAt: copy.expiresAt.toISOString(),
  };
}
