import type { SignedClaims } from "../token/claims.ts";
import { generationName } from "./generation.ts";
import type { StoreState } from "./witness.ts";

/** What ended a token: itself, its session, its subject's epoch, or the store's generation. */
export type EndedBy = "token" | "session" | "subject" | "generation";

/** What the blacklist knows against a token. That it can't be asked is no verdict: it throws `Unavailable`. */
export type Verdict = { readonly state: "clean" } | { readonly state: "revoked"; readonly by: EndedBy };

const CLEAN: Verdict = { state: "clean" };

/** What stands in the store about a token, as of one moment; `values` begin in the order of `endings`. */
export interface Testimony {
  /** Null for a store that has forgotten. */
  readonly store: StoreState | null;
  readonly values: readonly (string | null)[];
}

/**
 * Judges a token. The generation first: a store that was born after the token knows nothing of what
 * happened to it before, so its silence counts for nothing, and no narrower record can outweigh that.
 */
export function judge(claims: SignedClaims, { store, values }: Testimony): Verdict {
  const [token, session, epoch] = values;
  if (store === null || claims.generation !== generationName(store)) return revoked("generation");
  if (isThere(session)) return revoked("session");
  if (isThere(token)) return revoked("token");
  // No epoch stands: none was written for longer than any session lives.
  if (isThere(epoch) && epoch !== claims.epoch) return revoked("subject");
  return CLEAN;
}

function isThere(value: string | null | undefined): value is string {
  if (value === undefined) throw new TypeError("a verdict needs the answer to every record it rests on");
  return value !== null;
}

function revoked(by: EndedBy): Verdict {
  return { state: "revoked", by };
}
