import type { Auth, Claims, Clock, CustomClaims, SessionLedger } from "@curfew/auth";
import type { CookieNames } from "@curfew/http";

export interface CurfewNextOptions<C extends CustomClaims = CustomClaims> {
  /** What `createAuth` made; one for the process. */
  readonly auth: Auth<C>;
  /** The app's own origin, `https://app.example`. */
  readonly appOrigin: string;
  /** As in `cookieNames` of `@curfew/http`. */
  readonly cookiePrefix?: string | undefined;
  /** Where a visitor goes who isn't logged in. Default `/login`. */
  readonly loginPath?: string | undefined;
  /** Keeps beside the store which token is a session's newest; needed where the witness of `auth` keeps a journal. */
  readonly ledger?: (() => SessionLedger) | undefined;
  /** `toleranceSeconds` of the lifetimes that `auth` was given. Default 5. */
  readonly toleranceSeconds?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** What the parts share. */
export interface CurfewServices<C extends CustomClaims = CustomClaims> extends CurfewNextOptions<C> {
  readonly cookies: CookieNames;
  readonly loginPath: string;
  readonly clock: Clock;
}

export type AccessClaims<C extends CustomClaims> = Claims<"access", C>;
