import { type Clock, createStopwatch, type Uptime } from "../clock.ts";
import { randomId } from "../ids.ts";
import type { SignedClaims } from "../token/claims.ts";
import { check, checkSessions } from "./check.ts";
import type { Instance, Witness } from "./checkpoint.ts";
import { type CheckpointTracker, createCheckpointTracker } from "./checkpoint-tracker.ts";
import { withCircuitBreaker } from "./circuit-breaker.ts";
import { createExaminer, type Examination, type Inspection } from "./examine.ts";
import { type IssuanceState, issuance } from "./issuance.ts";
import { createLogReplica } from "./log-replica.ts";
import { createLongest } from "./longest.ts";
import {
  checkRefresh,
  type RefreshChange,
  type RefreshCheck,
  type RefreshReplaced,
  readRefresh,
  replaceRefresh,
} from "./refresh.ts";
import { createCommit } from "./revision-commit.ts";
import { banKey, revokeSessions, revokeSubject, revokeToken, type SessionRef } from "./revoke.ts";
import { createRollbackGuard } from "./rollback-guard.ts";
import type { BlacklistServices } from "./services.ts";
import type { Checked, RevocationStatus } from "./status.ts";
import type { Store } from "./store.ts";
import type { StoreEvent } from "./store-events.ts";
import { settingDigest } from "./store-identity.ts";
import { createStoreRepair } from "./store-repair.ts";
import { logRetentionMs } from "./ttl.ts";
import { unavailableOnError } from "./wrap-store.ts";

export interface BlacklistOptions {
  readonly store: Store;
  readonly witness: Witness;
  readonly clock: Clock;
  readonly uptime: Uptime;
  readonly timeoutMs: number;
  readonly maxStalenessMs: number;
  readonly toleranceSeconds: number;
  readonly accessSeconds: number;
  readonly sessionSeconds: number;
  /** The keys that tokens are accepted of now. */
  readonly keyIds: () => readonly string[];
  readonly observe: (event: StoreEvent) => void;
}

/**
 * What has been revoked. Each method is one question or one atomic write, decided within the
 * deadline; all reject with `Unavailable` if the store or its witness can't be asked.
 * What a write says is in force, for every process, when it resolves.
 */
export interface RevocationList {
  /** Whether what the store forgets is given back to it. */
  readonly isJournaled: boolean;
  /** Checks a token by revocations that are at most so old, and no older than the options allow; 0 asks the store. */
  check(claims: SignedClaims<"access">, maxStalenessMs: number): Promise<Checked>;
  /** Checks the sessions of these claims, whatever became of the tokens themselves, in one question. */
  checkSessions(sessions: readonly SignedClaims[]): Promise<readonly RevocationStatus[]>;
  /** Checks a refresh token and reads what the store keeps of its session's newest one, in one question. */
  checkRefresh(claims: SignedClaims<"refresh">): Promise<RefreshCheck>;
  /** Reads what the store keeps of a session's newest refresh token. */
  readRefresh(sessionId: string): Promise<string | null>;
  /**
   * Replaces what the store keeps of a session's newest refresh token, if exactly `expected` stands there, and checks
   * the claims as of then. The record lasts until `until`.
   */
  replaceRefresh(claims: SignedClaims, change: RefreshChange): Promise<RefreshReplaced>;
  /** Has the checkpoint name a write that comes after every replacement so far, so that a store which loses one is found out. */
  witnessRefresh(): Promise<void>;
  /** What a session of this subject is born under now, and which keys must not sign for it. */
  issuance(subject: string): Promise<IssuanceState>;
  /** Checks a token and shows every record that was asked: for the operator. */
  examine(claims: SignedClaims): Promise<Examination>;
  revokeToken(claims: SignedClaims): Promise<void>;
  revokeSessions(sessions: readonly SessionRef[]): Promise<void>;
  /** Revokes every session of a subject, and these also by name. Resolves with the epoch under which new ones are born. */
  revokeSubject(subject: string, sessions: readonly SessionRef[]): Promise<string>;
  /** Resolves with the line in which sessions are born from now on. */
  revokeAll(): Promise<string>;
  /** Revokes every token that this key signed or will sign; lasts through any loss of the store. */
  banKey(keyId: string): Promise<void>;
  /** The keys that are banned as of a second ago; where that can't be asked now, as of when it last could. */
  bannedKeys(): Promise<ReadonlySet<string>>;
  /** Takes the store that this process was told to use for the right one. */
  adoptStore(): Promise<void>;
  /** The other processes that are alive, and whether they were told to use the same store. */
  instances(): Promise<readonly { readonly isSameStore: boolean }[]>;
  /** What the store shows of itself; writes nothing. */
  inspect(): Promise<Inspection>;
  /** Resolves if the store answers and shows what it has to, after the steps that this takes. */
  ready(): Promise<void>;
}

/** Creates a blacklist on a store and a witness. Nothing is asked before the first call. */
export function createRevocationList(options: BlacklistOptions): RevocationList {
  const { witness, maxStalenessMs } = options;
  const services = createBlacklistServices(options);
  const { store, storeRepair, guard, tracker, replica, instance } = services;
  return {
    isJournaled: tracker.journal !== null,
    check: (claims, wantedMs) => check(services, claims, Math.min(wantedMs, maxStalenessMs)),
    checkSessions: (sessions) => checkSessions(services, sessions),
    checkRefresh: (claims) => checkRefresh(services, claims),
    readRefresh: (sessionId) => readRefresh(services, sessionId),
    replaceRefresh: (claims, change) => replaceRefresh(services, claims, change),
    witnessRefresh: () => guard.write([]),
    issuance: (subject) => issuance(services, subject),
    revokeToken: (claims) => revokeToken(services, claims),
    revokeSessions: (sessions) => revokeSessions(services, sessions),
    revokeSubject: (subject, sessions) => revokeSubject(services, subject, sessions),
    async revokeAll() {
      const { line } = await storeRepair.renew();
      replica?.discard();
      return line;
    },
    banKey: (keyId) => banKey(services, keyId),
    bannedKeys: createBannedKeys(tracker),
    adoptStore: storeRepair.adopt,
    async instances() {
      const others = (await witness.instances()).filter(({ id }) => id !== instance.id);
      return others.map(({ setting }) => ({ isSameStore: setting === instance.setting }));
    },
    ...createExaminer({ store, tracker, setting: instance.setting }),
    async ready() {
      await guard.readPrimary([]);
    },
  };
}

/** Creates what every question and every write of a blacklist works with. Nothing is asked before the first call. */
export function createBlacklistServices(options: BlacklistOptions): BlacklistServices {
  const { witness, clock, timeoutMs, toleranceSeconds, maxStalenessMs, keyIds, observe } = options;
  const { name, setting } = options.store;
  const tell = (type: StoreEvent["type"]) => observe({ type, store: name });
  const stopwatch = createStopwatch(clock, options.uptime);
  const store = unavailableOnError(withCircuitBreaker(options.store, { clock, timeoutMs, observe: tell }));
  const instance: Instance = { id: randomId(), setting: settingDigest(setting) };
  const onRestored = () => tell("database_restored");
  const tracker = createCheckpointTracker({ witness, stopwatch, instance, onRestored });
  const storeRepair = createStoreRepair({ store, tracker, clock, timeoutMs, observe });
  const { repair, follow } = storeRepair;
  const commit = createCommit({ store, tracker, repair, follow });
  const longest = createLongest(tracker, options);
  const retentionMs = () => logRetentionMs(longest.accessSeconds(), toleranceSeconds);
  const onLag = () => tell("lagging");
  const guard = createRollbackGuard({ store, tracker, repair, follow, commit, clock, onLag, retentionMs });
  const replica = maxStalenessMs > 0 ? createLogReplica({ guard, stopwatch, retentionMs, keyIds }) : null;
  return { store, storeRepair, guard, tracker, replica, longest, instance, clock, toleranceSeconds, keyIds };
}

/** Lists the banned keys; where that can't be asked now, as of when it last could. */
function createBannedKeys(tracker: CheckpointTracker): RevocationList["bannedKeys"] {
  let last: ReadonlySet<string> | null = null;
  return async () => {
    try {
      last = new Set((await tracker.recent()).bannedKeys);
    } catch (cause) {
      if (last === null) throw cause;
    }
    return last;
  };
}
