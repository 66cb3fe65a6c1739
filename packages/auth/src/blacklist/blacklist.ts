import type { Clock } from "../clock.ts";
import { datedId, dateOf } from "../random.ts";
import type { SignedClaims } from "../token/claims.ts";
import { withBreaker } from "./breaker.ts";
import { createLogCopy } from "./copy.ts";
import { createGate, type StoreEvent } from "./gate.ts";
import { generationName } from "./generation.ts";
import { lifetimeMs, MARGIN_SECONDS } from "./lifetime.ts";
import { endings, FIRST_EPOCH, record, since } from "./record.ts";
import { createSighting } from "./sighting.ts";
import type { Store, StoreRecord } from "./store.ts";
import { judge, type Verdict } from "./verdict.ts";
import type { Witness } from "./witness.ts";

export interface BlacklistOptions {
  readonly store: Store;
  readonly witness: Witness;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly maxStalenessMs: number;
  readonly toleranceSeconds: number;
  readonly accessSeconds: number;
  readonly sessionSeconds: number;
  readonly observe: (event: StoreEvent) => void;
}

/**
 * What has been taken back. Each method is one question or one atomic write, decided within the
 * deadline; all reject with `Unavailable` if the store or its witness can't be asked.
 * What a write says is in force, for every process, when it resolves.
 */
export interface Blacklist {
  /** `latest`: ask the store even if a bounded staleness is allowed. */
  judge(claims: SignedClaims<"access">, freshness: "bounded" | "latest"): Promise<Verdict>;
  /** Judges the sessions of these claims, whatever became of the tokens themselves, in one question. */
  judgeSessions(sessions: readonly SignedClaims[]): Promise<readonly Verdict[]>;
  /** Judges a refresh token and tells what became of it, in one question. */
  judgeRefresh(claims: SignedClaims<"refresh">): Promise<{ verdict: Verdict; use: TokenUse }>;
  /** Judges a token and shows every record that was asked: for the operator. */
  examine(claims: SignedClaims): Promise<{ verdict: Verdict; use: TokenUse; findings: readonly Finding[] }>;
  /** Under which marks a session of this subject is born now. */
  birthmarks(subject: string): Promise<Birthmarks>;
  /** Records what this refresh token becomes unless that is settled; answers what stands. */
  claimRotation(claims: SignedClaims<"refresh">, successor: string): Promise<string>;
  /** What became of another token of these claims' session, by its id; and what the store knows against them by then. */
  successorOf(claims: SignedClaims, tokenId: string): Promise<{ verdict: Verdict; successor: string | null }>;
  /** Notes that the use of this token was answered now, unless it was before. */
  noteAnswered(claims: SignedClaims<"refresh">, at: Date): Promise<void>;
  endToken(claims: SignedClaims): Promise<void>;
  endSessions(sessions: readonly Endable[]): Promise<void>;
  /** Ends every session of a subject, and these also by name. Resolves with the epoch under which new ones are born. */
  endSubject(subject: string, sessions: readonly Endable[]): Promise<string>;
  /** Resolves with the generation under which sessions are born from now on. */
  endEverything(): Promise<string>;
  /** What the store shows of itself; writes nothing. Null: it was never used, or has forgotten that it was. */
  inspect(): Promise<Inspection | null>;
  /** Resolves if the store answers and has a generation, giving it one if it has none. */
  ready(): Promise<void>;
}

/** What has to be known of a session to end it. */
export interface Endable {
  readonly id: string;
  /** Its absolute end. */
  readonly expiresAt: Date;
}

export interface Birthmarks {
  readonly generation: string;
  readonly epoch: string;
}

/** A record that was asked, and what stands there. */
export interface Finding {
  readonly record: string;
  /** Null: nothing stands there. */
  readonly value: string | null;
  /** When it was put there; null if it doesn't say. */
  readonly since: Date | null;
}

/** The store's generation, since when it stands, and how many writes the store has counted. */
export interface Inspection {
  readonly generation: string;
  readonly since: Date | null;
  readonly mark: number;
}

/** What became of a refresh token; both null for one that was not used. */
export interface TokenUse {
  readonly successor: string | null;
  readonly answeredAt: string | null;
}

/** How long a log entry can matter: an access token's whole life, however it overlaps the write. */
export function logRetentionMs(accessSeconds: number, toleranceSeconds: number): number {
  return (accessSeconds + toleranceSeconds + MARGIN_SECONDS) * 1000;
}

export function createBlacklist(options: BlacklistOptions): Blacklist {
  const { store, witness, clock, timeoutMs, toleranceSeconds, maxStalenessMs, observe } = options;
  const guarded = withBreaker(store, { clock, timeoutMs, observe: (type) => observe({ type, store: store.name }) });
  const gate = createGate({ store: guarded, sighting: createSighting(witness, clock), clock, observe });
  const retentionMs = logRetentionMs(options.accessSeconds, toleranceSeconds);
  const copy = maxStalenessMs > 0 ? createLogCopy({ gate, clock, maxStalenessMs, retentionMs }) : null;

  const standing = (key: string, value: string, until: Date): StoreRecord => {
    return { key, value, lifetimeMs: lifetimeMs(until, clock(), toleranceSeconds) };
  };

  const ended = ({ id, expiresAt }: Endable) => standing(record.session(id), since(clock()), expiresAt);

  const put = async (records: readonly StoreRecord[]) => {
    if (records.length === 0) return;
    await gate.put(records);
    copy?.wrote(records);
  };

  const ask = async (claims: SignedClaims, more: readonly string[] = []) => {
    const answer = await gate.ask([...endings(claims), ...more]);
    await gate.living(answer);
    return { verdict: judge(claims, answer), more: answer.values.slice(endings(claims).length) };
  };

  return {
    async judge(claims, freshness) {
      const verdict = freshness === "bounded" && copy !== null ? await copy.judge(claims) : null;
      return verdict ?? (await ask(claims)).verdict;
    },
    async judgeSessions(sessions) {
      const answer = await gate.ask(sessions.flatMap((claims) => endings(claims).slice(1)));
      await gate.living(answer);
      return sessions.map((claims, i) => {
        const values = [null, ...answer.values.slice(2 * i, 2 * i + 2)];
        return judge(claims, { store: answer.store, values });
      });
    },
    async judgeRefresh(claims) {
      const { verdict, more } = await ask(claims, [record.rotated(claims.tokenId), record.answered(claims.tokenId)]);
      return { verdict, use: { successor: more[0] ?? null, answeredAt: more[1] ?? null } };
    },
    async examine(claims) {
      const used = [record.rotated(claims.tokenId), record.answered(claims.tokenId)];
      const ends = endings(claims);
      const keys = [...ends, ...(claims.kind === "refresh" ? used : [])];
      const answer = await gate.ask(keys);
      const [successor = null, answeredAt = null] = answer.values.slice(ends.length);
      const generation = answer.store && generationName(answer.store);
      const findings = [
        { record: record.generation, value: generation, since: answer.store && dateOf(answer.store.id) },
        ...keys.map((key, i) => finding(key, answer.values[i] ?? null)),
      ];
      return { verdict: judge(claims, answer), use: { successor, answeredAt }, findings };
    },
    async birthmarks(subject) {
      const answer = await gate.ask([record.subject(subject)]);
      const state = await gate.living(answer);
      return { generation: generationName(state), epoch: answer.values[0] ?? FIRST_EPOCH };
    },
    claimRotation(claims, successor) {
      return gate.putIfAbsent(standing(record.rotated(claims.tokenId), successor, claims.expiresAt));
    },
    async successorOf(claims, tokenId) {
      const { verdict, more } = await ask(claims, [record.rotated(tokenId)]);
      return { verdict, successor: more[0] ?? null };
    },
    async noteAnswered(claims, at) {
      await gate.putIfAbsent(standing(record.answered(claims.tokenId), String(at.getTime()), claims.expiresAt));
    },
    endToken(claims) {
      return put([standing(record.token(claims.tokenId), since(clock()), claims.expiresAt)]);
    },
    endSessions(sessions) {
      return put(sessions.map(ended));
    },
    async endSubject(subject, sessions) {
      const epoch = datedId(clock());
      // As long as the claims of a token may say that its session lasts.
      const until = new Date(clock().getTime() + (options.sessionSeconds + MARGIN_SECONDS) * 1000);
      await put([standing(record.subject(subject), epoch, until), ...sessions.map(ended)]);
      return epoch;
    },
    async endEverything() {
      const state = await gate.renew();
      copy?.discard();
      return generationName(state);
    },
    async inspect() {
      const { store: state } = await gate.ask([]);
      return state && { generation: generationName(state), since: dateOf(state.id), mark: state.mark };
    },
    async ready() {
      await gate.living(await gate.ask([]));
    },
  };
}

/** A time as `noteAnswered` writes it. */
const DIGITS = /^\d{13,15}$/;

function finding(key: string, value: string | null): Finding {
  const text = value ?? "";
  const instant = DIGITS.test(text) ? Number(text) : Date.parse(text);
  const since = Number.isNaN(instant) ? dateOf(text) : new Date(instant);
  return { record: key, value, since };
}
