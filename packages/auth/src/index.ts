export type { Auth, AuthOptions } from "./auth.ts";
export type {
  Checkpoint,
  CheckpointChange,
  Declaration,
  Generation,
  Instance,
  RefreshState,
  Revision,
  SessionLedger,
  StoreIdentity,
  Witness,
  WitnessReading,
} from "./blacklist/checkpoint.ts";
export { NO_DATABASE } from "./blacklist/checkpoint.ts";
export type { Finding, Inspection } from "./blacklist/examine.ts";
export type { Journal, JournalPage, JournalQuery, JournalRow } from "./blacklist/journal.ts";
export { JOURNAL_MARGIN_MS } from "./blacklist/journal.ts";
export { memoryWitness } from "./blacklist/memory-witness.ts";
export type { RevokedBy } from "./blacklist/status.ts";
export type {
  Exchanged,
  LogEntry,
  PrimaryReading,
  Restoration,
  Restored,
  Store,
  StoreContext,
  StoreFactory,
  StoreRecord,
  Tail,
  TailQuery,
  Values,
  Write,
  Written,
} from "./blacklist/store.ts";
export { StoreError } from "./blacklist/store.ts";
export type { StoreEvent, StoreEventType } from "./blacklist/store-events.ts";
export { settingDigest } from "./blacklist/store-identity.ts";
export { logRetentionMs } from "./blacklist/ttl.ts";
export type { AroundCall, StoreMethod } from "./blacklist/wrap-store.ts";
export { wrapStore } from "./blacklist/wrap-store.ts";
export type { Clock, Uptime } from "./clock.ts";
export { systemClock } from "./clock.ts";
export { createAuth } from "./create-auth.ts";
export { Unavailable } from "./errors.ts";
export { generateKeySet } from "./keys/generate.ts";
export type { Algorithm, SigningKey, VerifyingKey } from "./keys/import-key.ts";
export type { PrivateKeySet } from "./keys/key-set.ts";
export { KeySetError } from "./keys/key-set.ts";
export type { RemoteKeyRingOptions } from "./keys/remote-ring.ts";
export { createRemoteKeyRing } from "./keys/remote-ring.ts";
export type { KeyRing, PublicKeyRing } from "./keys/ring.ts";
export { createKeyRing, createPublicKeyRing } from "./keys/ring.ts";
export type { Lifetimes } from "./lifetimes.ts";
export { DEFAULT_LIFETIMES, longestSeconds } from "./lifetimes.ts";
export type { Explanation } from "./session/explain.ts";
export type { IssuedToken, Session, TokenPair } from "./session/issue.ts";
export type { Revoker } from "./session/revoke.ts";
export type { Refresh, SessionOptions, Sessions } from "./session/sessions.ts";
export type { Refusal, Verification, Verifier, VerifyOptions } from "./session/verify.ts";
export type { Claims, SignedClaims } from "./token/claims.ts";
export { MAX_TOKEN_BYTES } from "./token/compact.ts";
export type { ClaimsSchema, CustomClaims } from "./token/custom-claims.ts";
export type { Kind } from "./token/header.ts";
