export type { Auth, AuthOptions, Refresh, Refusal, Verification } from "./auth.ts";
export { createAuth } from "./auth.ts";
export type { Inspection } from "./blacklist/blacklist.ts";
export { logRetentionMs } from "./blacklist/blacklist.ts";
export type {
  Checkpoint,
  CheckpointChange,
  CheckpointWitness,
  Declaration,
  Generation,
  Instance,
  RefreshState,
  Revision,
  SessionLedger,
  StoreIdentity,
  WitnessReading,
} from "./blacklist/checkpoint.ts";
export type { StoreEvent } from "./blacklist/gate.ts";
export { memoryWitness } from "./blacklist/memory-witness.ts";
export type { LogEntry, Standing, Store, StoreRecord, Tail } from "./blacklist/store.ts";
export { MARK_KEY, StoreError } from "./blacklist/store.ts";
export type { EndedBy } from "./blacklist/verdict.ts";
export type { StoreState, Witness } from "./blacklist/witness.ts";
export type { Clock } from "./clock.ts";
export { systemClock } from "./clock.ts";
export { generateKeySet } from "./keys/generate.ts";
export type { Algorithm, SigningKey, VerifyingKey } from "./keys/import-key.ts";
export type { PrivateKeySet } from "./keys/key-set.ts";
export { KeySetError } from "./keys/key-set.ts";
export type { RemoteKeyRingOptions } from "./keys/remote-ring.ts";
export { createRemoteKeyRing } from "./keys/remote-ring.ts";
export type { KeyRing, PublicKeyRing } from "./keys/ring.ts";
export { createKeyRing, createPublicKeyRing } from "./keys/ring.ts";
export type { IssuedToken, Session, TokenPair } from "./session/issue.ts";
export type { Lifetimes } from "./session/lifetimes.ts";
export { longestSeconds } from "./session/lifetimes.ts";
export type { Claims, SignedClaims } from "./token/claims.ts";
export type { Explanation } from "./token/explain.ts";
export { MAX_TOKEN_BYTES } from "./token/form.ts";
export type { Kind } from "./token/header.ts";
export { Unavailable } from "./unavailable.ts";
