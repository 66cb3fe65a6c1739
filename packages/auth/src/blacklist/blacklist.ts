import { type Clock, createStopwatch, MARGIN_SECONDS, type Uptime } from "../clock.ts";
import { datedId, randomId } from "../ids.ts";
import type { SignedClaims } from "../token/claims.ts";
import type { Instance, Witness } from "./checkpoint.ts";
import { createCheckpointTracker } from "./checkpoint-tracker.ts";
import { withCircuitBreaker } from "./circuit-breaker.ts";
import { createExaminer, type Examination, type Inspection } from "./examine.ts";
import { FIRST_EPOCH, key, revocationKeys, since } from "./keys.ts";
import { createLogReplica } from "./log-replica.ts";
import { createLongest } from "./longest.ts";
import { createCommit } from "./revision-commit.ts";
import { createRollbackGuard } from "./rollback-guard.ts";
import type { BelievedSnapshot } from "./snapshot.ts";
import { checkSessionStatus, checkStatus, isReplaceable, type RevocationStatus } from "./status.ts";
import type { Store, StoreRecord } from "./store.ts";
import type { StoreEvent } from "./store-events.ts";
import { settingDigest } from "./store-identity.ts";
import { createStoreRepair } from "./store-repair.ts";
import { ttlMs } from "./ttl.ts";
import { unavailableOnError } from "./unavailable-on-error.ts";

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
export interface Blacklist {
  /** Checks a token by revocations that are at most so old, and no older than the options allow; 0 asks the store. */
  check(claims: SignedClaims<"access">, maxStalenessMs: number): Promise<RevocationStatus>;
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

/** What has to be known of a session to end it. */
export interface SessionRef {
  readonly id: string;
  /** Its absolute end. */
  readonly expiresAt: Date;
}

export interface IssuanceState {
  readonly line: string;
  readonly epoch: string;
  readonly bannedKeys: ReadonlySet<string>;
}

interface RefreshCheck {
  readonly status: RevocationStatus;
  /** Null: nothing is kept. */
  readonly record: string | null;
  /** Of a token of the version before: what that kept of its use. */
  readonly before: { readonly successor: string | null; readonly answeredAt: string | null } | null;
}

interface RefreshChange {
  readonly expected: string | null;
  readonly value: string;
  readonly until: Date;
}

export interface RefreshReplaced {
  readonly status: RevocationStatus;
  /** What is kept now. */
  readonly record: string | null;
  /** The store's time, milliseconds. */
  readonly at: number;
  readonly bannedKeys: ReadonlySet<string>;
}

/** How long a log entry can matter: an access token's whole life, however it overlaps the write. */
export function logRetentionMs(accessSeconds: number, toleranceSeconds: number): number {
  return (accessSeconds + toleranceSeconds + MARGIN_SECONDS) * 1000;
}

export function createBlacklist(options: BlacklistOptions): Blacklist {
  const { witness, clock, timeoutMs, toleranceSeconds, maxStalenessMs, keyIds } = options;
  const { name } = options.store;
  const observe = options.observe;
  const stopwatch = createStopwatch(clock, options.uptime);
  const store = unavailableOnError(
    withCircuitBreaker(options.store, { clock, timeoutMs, observe: (type) => observe({ type, store: name }) }),
  );
  const instance: Instance = { id: randomId(), setting: settingDigest(options.store.setting) };
  const onRestored = () => observe({ type: "database_restored", store: name });
  const tracker = createCheckpointTracker({ witness, stopwatch, instance, onRestored });
  const { repair, renew, adopt } = createStoreRepair({ store, tracker, clock, observe });
  const commit = createCommit({ store, tracker, repair });
  const onLag = () => observe({ type: "lagging", store: name });
  const longest = createLongest(tracker, options);
  const retentionMs = () => logRetentionMs(longest.accessSeconds(), toleranceSeconds);
  const guard = createRollbackGuard({ store, tracker, repair, commit, onLag, retentionMs });
  const replica = maxStalenessMs > 0 ? createLogReplica({ guard, stopwatch, retentionMs, keyIds }) : null;

  let lastBanned: ReadonlySet<string> | null = null;

  const standing = (key: string, value: string, until: Date): StoreRecord => {
    return { key, value, lifetimeMs: ttlMs(until, clock(), toleranceSeconds) };
  };

  const ended = ({ id, expiresAt }: SessionRef) => standing(key.session(id), since(clock()), expiresAt);

  const write = async (records: readonly StoreRecord[]) => {
    if (records.length === 0) return;
    await guard.write(records);
    replica?.wrote(records);
  };

  /** A refusal that rests on what can be replaced is confirmed by the primary: a replica may not have the newer one. */
  const confirmed = async (
    keys: readonly string[],
    judge: (snapshot: BelievedSnapshot) => readonly RevocationStatus[],
  ): Promise<{ readonly statuses: readonly RevocationStatus[]; readonly snapshot: BelievedSnapshot }> => {
    const snapshot = await guard.read(keys);
    const statuses = judge(snapshot);
    if (!statuses.some(isReplaceable)) return { statuses, snapshot };
    const primary = await guard.readPrimary(keys);
    return { statuses: judge(primary), snapshot: primary };
  };

  const checked = async (claims: SignedClaims, more: readonly string[] = []) => {
    const keys = [...revocationKeys(claims), ...more];
    const { statuses, snapshot } = await confirmed(keys, (shown) => [checkStatus(claims, shown)]);
    const [status] = statuses;
    if (status === undefined) throw new TypeError("a check gives a status");
    return { status, snapshot };
  };

  const bannedIn = (snapshot: BelievedSnapshot, kids: readonly string[]) =>
    new Set(kids.filter((kid) => snapshot.value(key.ban(kid)) !== null));

  return {
    async check(claims, wantedMs) {
      const mayBeStaleMs = Math.min(wantedMs, maxStalenessMs);
      const status = mayBeStaleMs > 0 && replica !== null ? await replica.check(claims, mayBeStaleMs) : null;
      return status ?? (await checked(claims)).status;
    },
    async checkSessions(sessions) {
      const keys = new Set(sessions.flatMap((claims) => revocationKeys(claims).slice(1)));
      const judge = (snapshot: BelievedSnapshot) => sessions.map((claims) => checkSessionStatus(claims, snapshot));
      return (await confirmed([...keys], judge)).statuses;
    },
    async checkRefresh(claims) {
      const [refresh, rotated, answered] = [
        key.refresh(claims.sessionId),
        key.rotatedBefore(claims.tokenId),
        key.answeredBefore(claims.tokenId),
      ];
      const isBefore = claims.ordinal === 0;
      const { status, snapshot } = await checked(claims, [refresh, ...(isBefore ? [rotated, answered] : [])]);
      const { value } = snapshot;
      const before = isBefore ? { successor: value(rotated), answeredAt: value(answered) } : null;
      return { status, record: value(refresh), before };
    },
    async readRefresh(sessionId) {
      return (await guard.readPrimary([key.refresh(sessionId)])).value(key.refresh(sessionId));
    },
    async replaceRefresh(claims, { expected, value, until }) {
      const kids = keyIds();
      const keys = new Set([...revocationKeys(claims), ...kids.map(key.ban)]);
      const record = standing(key.refresh(claims.sessionId), value, until);
      await longest.cover();
      const answer = await guard.exchange(record, expected, [...keys]);
      const status = checkStatus(claims, answer);
      return { status, record: answer.standing, at: answer.at, bannedKeys: bannedIn(answer, kids) };
    },
    witnessRefresh: () => guard.write([]),
    async issuance(subject) {
      const kids = keyIds();
      const snapshot = await guard.readPrimary([key.subject(subject), ...kids.map(key.ban)]);
      await longest.cover();
      const epoch = snapshot.value(key.subject(subject)) ?? FIRST_EPOCH;
      return { line: snapshot.generation.line, epoch, bannedKeys: bannedIn(snapshot, kids) };
    },
    revokeToken(claims) {
      return write([standing(key.token(claims.tokenId), since(clock()), claims.expiresAt)]);
    },
    revokeSessions(sessions) {
      return write(sessions.map(ended));
    },
    async revokeSubject(subject, sessions) {
      const epoch = datedId(clock());
      // As long as any session may last that was born under the epoch before, whatever the settings are by then.
      const until = new Date(clock().getTime() + ((await longest.sessionSeconds()) + MARGIN_SECONDS) * 1000);
      await write([standing(key.subject(subject), epoch, until), ...sessions.map(ended)]);
      return epoch;
    },
    async revokeAll() {
      const { line } = await renew();
      replica?.discard();
      return line;
    },
    async banKey(keyId) {
      await tracker.change(({ bannedKeys }) =>
        bannedKeys.includes(keyId) ? null : { bannedKeys: [...bannedKeys, keyId] },
      );
      await write([{ key: key.ban(keyId), value: keyId, lifetimeMs: null }]);
      replica?.discard();
    },
    async bannedKeys() {
      try {
        lastBanned = new Set((await tracker.recent()).bannedKeys);
      } catch (cause) {
        if (lastBanned === null) throw cause;
      }
      return lastBanned;
    },
    adoptStore: adopt,
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
