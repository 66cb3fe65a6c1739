import type { Auth, Claims, Clock, RevokedBy } from "@curfew/auth";
import type { Database } from "../database.ts";
import { howItEnded } from "./fate.ts";
import { createStreams, type Streams } from "./streams.ts";

/**
 * Watches sessions until they end. All that a process watches cost one question to the blacklist a tick, and
 * where it tells of an ending one more to the database. A store that is down ends nothing.
 */
export interface SessionWatch {
  readonly ended: Streams["open"];
}

export interface SessionWatchOptions {
  readonly auth: Auth;
  readonly database: Database;
  readonly clock: Clock;
}

const TICK_MS = 2_000;

/** Sessions in one question, so that it stays small for the store. */
const AT_ONCE = 500;

interface Ending {
  readonly sessionId: string;
  readonly by: RevokedBy;
}

export function createSessionWatch({ auth, database, clock }: SessionWatchOptions): SessionWatch {
  let timer: NodeJS.Timeout | undefined;
  let isChecking = false;
  const streams = createStreams((sessions) => {
    if (sessions > 0) timer ??= setInterval(() => void tick(), TICK_MS).unref();
    else timer = void clearInterval(timer);
  });

  const tick = async () => {
    if (isChecking) return;
    isChecking = true;
    // What can't be asked now is asked again at the next tick.
    await askAll().catch(() => {});
    isChecking = false;
  };

  const askAll = async () => {
    endThoseOfAge(streams, clock());
    const endings = await endingsOf(auth, streams.sessions());
    if (endings.length === 0) return;
    const fates = new Map((await database.sessions.fates(idsOf(endings))).map((fate) => [fate.id, fate]));
    for (const { sessionId, by } of endings) {
      const how = howItEnded(by, fates.get(sessionId));
      if (how !== null) streams.end(sessionId, how);
    }
  };

  return { ended: streams.open };
}

function endThoseOfAge(streams: Streams, now: Date): void {
  for (const { sessionId, sessionExpiresAt } of streams.sessions()) {
    if (sessionExpiresAt <= now) streams.end(sessionId, "session_expired");
  }
}

async function endingsOf(auth: Auth, sessions: readonly Claims<"access">[]): Promise<Ending[]> {
  const endings: Ending[] = [];
  for (let at = 0; at < sessions.length; at += AT_ONCE) {
    const group = sessions.slice(at, at + AT_ONCE);
    const found = await auth.checkSessions(group);
    endings.push(...group.flatMap(({ sessionId }, i) => (found[i] ? [{ sessionId, by: found[i] }] : [])));
  }
  return endings;
}

function idsOf(endings: readonly Ending[]): string[] {
  return endings.map(({ sessionId }) => sessionId);
}
