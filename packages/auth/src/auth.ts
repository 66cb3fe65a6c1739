import type { JWK } from "jose";
import type { Witness } from "./blacklist/checkpoint.ts";
import type { Inspection } from "./blacklist/examine.ts";
import type { Store, StoreFactory } from "./blacklist/store.ts";
import type { StoreEvent } from "./blacklist/store-events.ts";
import type { Clock, Uptime } from "./clock.ts";
import type { KeyRing, PublicKeyRing } from "./keys/ring.ts";
import type { Lifetimes } from "./lifetimes.ts";
import type { Revoker } from "./session/revoke.ts";
import type { Sessions } from "./session/sessions.ts";
import type { Verifier } from "./session/verify.ts";
import type { ClaimsSchema, CustomClaims } from "./token/custom-claims.ts";

export interface AuthOptions<C extends CustomClaims = CustomClaims> {
  /** `iss` of every token, and with it the audience unless one is given. */
  readonly issuer: string;
  readonly audience?: string;
  /** `aud` of refresh tokens, for no verifier to take one for an access token. Default: the audience and `/refresh`. */
  readonly refreshAudience?: string;
  /** `client_id` of access tokens (RFC 9068 §2.2). Default `curfew`. */
  readonly clientId?: string;
  /**
   * The ring, or a function that returns the ring in force now: it is called for each token, so that keys can be
   * rotated under a running process. With public keys alone, what would sign rejects with `KeySetError` and changes
   * nothing.
   */
  readonly keys: KeyRing | PublicKeyRing | (() => KeyRing | PublicKeyRing);
  /**
   * The claims of your own that tokens carry, as a zod object or any other Standard Schema:
   * `z.object({ role: z.enum(["user", "admin"]) })`. They are given to `createSession`, checked there and whenever a token
   * is read, carried over refreshes, and arrive typed as `claims.custom`. Everyone who holds a token can read them. The
   * names of Curfew's own claims are refused (RFC 7519 §4.1, `client_id`, `sid`, `sxp`, `lin`, `epo`, `ord`), and a token
   * has at most 4096 bytes. A token whose claims no longer fit is invalid: give a claim that you add later a default, or
   * everyone logs in again.
   */
  readonly claims?: ClaimsSchema<C>;
  /** Where revocations are kept: `memoryStore()`, `redisStore({ url })` … */
  readonly store: Store | StoreFactory;
  /**
   * Remembers outside the store what the store has to show, so that a store which lost something is found out. Default:
   * this process's memory, which forgets with the process. A database remembers for all processes.
   */
  readonly witness?: Witness;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Milliseconds that pass evenly, whatever the clock is set to. Default: the process's own. */
  readonly uptime?: Uptime;
  /** Each that is left out has the default of `DEFAULT_LIFETIMES`. */
  readonly lifetimes?: Partial<Lifetimes>;
  /** Hard deadline of an answer's questions to the blacklist, milliseconds. Default 800. */
  readonly timeoutMs?: number;
  /** 0, the default: every status asks the store. Above: a status may rest on revocations so many milliseconds old. */
  readonly maxStalenessMs?: number;
  /** Told of what happens to the store. Must not throw. */
  readonly observe?: (event: StoreEvent) => void;
}

/**
 * Everything that can be done with a token. Methods that need the blacklist reject with `Unavailable`
 * if it can't be asked in time: never a pass, never a refusal.
 */
export interface Auth<C extends CustomClaims = CustomClaims> extends Sessions<C>, Verifier<C>, Revoker {
  /**
   * Runs work that may put several questions to the blacklist, such as the answering of a request: all
   * of them together keep the deadline that otherwise each of them has.
   */
  withDeadline<T>(work: () => Promise<T>): Promise<T>;
  /** Reads what the blacklist's store shows of itself, held against what it showed before; writes nothing. */
  inspect(): Promise<Inspection>;
  /** Lists the other processes that are alive on the same witness, and whether they were told to use the same store. */
  instances(): Promise<readonly { readonly isSameStore: boolean }[]>;
  /** Takes the store that this process was told to use for the right one; everyone logs in again, unless it is the same one. */
  adoptStore(): Promise<void>;
  /** Resolves if revocation can be checked now. */
  ready(): Promise<void>;
  /** Closes the store. Everything that needs the blacklist rejects with `Unavailable` from then on. */
  close(): Promise<void>;
  /**
   * Lists the public keys that aren't banned (RFC 7517 §5). Rejects with `Unavailable` only until the witness has told
   * once which are.
   */
  jwks(): Promise<{ readonly keys: readonly JWK[] }>;
}
