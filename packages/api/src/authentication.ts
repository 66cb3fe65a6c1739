import type { Auth, Claims, Refusal } from "@curfew/auth";
import { type Credential, cookieToken } from "./credential.ts";
import { ApiError } from "./errors/api-error.ts";

/** `latest` asks the store even where a bounded staleness is allowed. */
export type Freshness = "bounded" | "latest";

/**
 * Who a request is from. Asked for, not found out in advance: a request to public procedures costs
 * nothing, and one to many protected procedures is verified once.
 */
export interface Authentication {
  /** Claims of the presented access token; rejects with a `Failure`, or `Unavailable`. */
  claims(freshness: Freshness): Promise<Claims<"access">>;
}

export interface AuthenticationOptions {
  readonly auth: Auth;
  readonly credential: Credential;
  /** What the strictest call of the request needs, so that a mixed batch asks only once. */
  readonly atLeast: Freshness;
  /** What a refused token is answered with; left out: its code, and nothing else. */
  readonly refuse?: (refusal: Refusal) => Promise<ApiError>;
}

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const verified = new Map<Freshness, Promise<Claims<"access">>>();
  return {
    claims(wanted) {
      const freshness = verified.has("latest") || options.atLeast === "latest" ? "latest" : wanted;
      const claims = verified.get(freshness) ?? authenticate(options, freshness);
      verified.set(freshness, claims);
      return claims;
    },
  };
}

async function authenticate(
  { auth, credential, refuse = byCode }: AuthenticationOptions,
  freshness: Freshness,
): Promise<Claims<"access">> {
  const verification = await auth.verify(await presentedToken(auth, credential), freshness);
  if (!verification.ok) throw await refuse(verification);
  return verification.claims;
}

async function byCode({ code }: Refusal): Promise<ApiError> {
  return new ApiError(code);
}

async function presentedToken(auth: Auth, credential: Credential): Promise<string> {
  if (credential.kind === "bearer") return credential.token ?? missing();
  return cookieToken(credential, "access") ?? (await missingCookie(auth, credential));
}

function missing(): never {
  throw new ApiError("token_missing");
}

/** A browser drops the access cookie when its token expires; its refresh cookie tells that there was one. */
async function missingCookie(auth: Auth, credential: Credential): Promise<never> {
  const token = cookieToken(credential, "refresh");
  const claims = token === undefined ? null : await auth.verifySignature(token);
  throw new ApiError(claims?.kind === "refresh" ? "token_expired" : "token_missing");
}
