import type { RevocationList } from "../blacklist/blacklist.ts";
import type { SessionLedger } from "../blacklist/checkpoint.ts";
import type { Store } from "../blacklist/store.ts";
import type { Clock, Uptime } from "../clock.ts";
import type { KeyRing, PublicKeyRing } from "../keys/ring.ts";
import type { Lifetimes } from "../lifetimes.ts";
import type { Expectation } from "../token/claims.ts";
import type { ClaimsSchema } from "../token/custom-claims.ts";
import type { Kind } from "../token/header.ts";
import type { SignatureVerifier } from "../token/verify-signature.ts";
import type { Issuer } from "./issue.ts";
import type { RotationParts } from "./rotate.ts";

/** What everything that is done with sessions and their tokens works with; one set for each `Auth`. */
export interface AuthServices {
  readonly store: Store;
  readonly blacklist: RevocationList;
  readonly keys: () => KeyRing | PublicKeyRing;
  readonly clock: Clock;
  readonly uptime: Uptime;
  readonly issuer: Issuer;
  readonly lifetimes: Lifetimes;
  readonly expected: Readonly<Record<Kind, Expectation>>;
  /** The schema of the user's own claims; null: there are none. */
  readonly customClaims: ClaimsSchema | null;
  readonly verifySignature: SignatureVerifier;
}

/** Picks what a rotation works with. Without a ledger the store alone says which refresh token is a session's newest. */
export function rotationParts(
  { blacklist, issuer, clock, uptime }: AuthServices,
  ledger: SessionLedger | undefined,
): RotationParts {
  return { blacklist, issuer, clock, uptime, ledger: ledger ?? null };
}
