import type { Claims, Clock, RevokedBy, Verifier } from "@curfew/auth";
import { systemClock } from "./clock.ts";
import { createStreams, type Streams } from "./streams.ts";

/** That a session has ended, and by what: by a revocation, or because it reached its absolute end. */
export interface SessionEnd {
  readonly sessionId: string;
  readonly by: RevokedBy | "expiry";
}

/**
 * Watches sessions until they end, for streams that end with their session. All that a process watches costs one
 * question to the blacklist a tick. A store that is down ends nothing.
 */
export interface SessionWatch<How> {
  /**
   * Resolves with how the session ended, or with null when `signal` aborts. Throws `too_many_attempts` if the
   * subject has too many streams open already.
   */
  readonly ended: Streams<How>["open"];
  /** Calls a function once, when the session ends; the function that is given back stops that. Has no limit. */
  readonly onEnd: Streams<How>["add"];
}

export interface SessionWatchOptions<How> {
  readonly auth: Pick<Verifier, "checkSessions">;
  /** Says how each of these sessions ended, in the app's words; null for one that goes on. */
  readonly describe: (ends: readonly SessionEnd[]) => Promise<readonly (How | null)[]>;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** How many streams a subject may have open in this process. Default 100. */
  readonly limit?: number;
}

const TICK_MS = 2_000;

/** Sessions in one question, so that it stays small for the store. */
const AT_ONCE = 500;

/**
 * Creates the watch over sessions, one for the process.
 *
 * @example
 * const { auth, login } = await createTestAuth(); // of `@curfew/auth/testing`
 * const watch = createSessionWatch({ auth, describe: async (ends) => ends.map(({ by }) => by) });
 * const verification = await auth.verify((await login("ann")).access.token);
 * const stop = watch.onEnd(verification.claims, (by) => console.log(`ended by ${by}`));
 * stop();
 */
export function createSessionWatch<How>(options: SessionWatchOptions<How>): SessionWatch<How> {
  const { auth, clock = systemClock, describe, limit = 100 } = options;
  let timer: ReturnType<typeof setInterval> | undefined;
  let isChecking = false;
  const onChange = (sessions: number) => {
    if (sessions > 0) timer ??= startTimer(() => void tick());
    else timer = void clearInterval(timer);
  };
  const streams = createStreams<How>({ limit, onChange });

  const tick = async () => {
    if (isChecking) return;
    isChecking = true;
    // What can't be asked now is asked again at the next tick.
    await askAll().catch(() => {});
    isChecking = false;
  };

  const askAll = async () => {
    await tell(expired(streams.sessions(), clock()));
    await tell(await revoked(auth, streams.sessions()));
  };

  const tell = async (ends: readonly SessionEnd[]) => {
    if (ends.length === 0) return;
    const ways = await describe(ends);
    for (const [i, { sessionId }] of ends.entries()) {
      const how = ways[i] ?? null;
      if (how !== null) streams.end(sessionId, how);
    }
  };

  return { ended: streams.open, onEnd: streams.add };
}

/** Runs `work` at every tick, without keeping the process alive for it where that can be told. */
function startTimer(work: () => void): ReturnType<typeof setInterval> {
  const timer = setInterval(work, TICK_MS);
  timer.unref?.();
  return timer;
}

function expired(sessions: readonly Claims<"access">[], now: Date): SessionEnd[] {
  return sessions
    .filter(({ sessionExpiresAt }) => sessionExpiresAt <= now)
    .map(({ sessionId }) => ({ sessionId, by: "expiry" }));
}

async function revoked(
  auth: SessionWatchOptions<unknown>["auth"],
  sessions: readonly Claims<"access">[],
): Promise<SessionEnd[]> {
  const ends: SessionEnd[] = [];
  for (let at = 0; at < sessions.length; at += AT_ONCE) {
    const group = sessions.slice(at, at + AT_ONCE);
    const found = await auth.checkSessions(group);
    ends.push(...group.flatMap(({ sessionId }, i) => (found[i] ? [{ sessionId, by: found[i] }] : [])));
  }
  return ends;
}
