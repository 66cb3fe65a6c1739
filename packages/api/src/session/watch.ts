import type { Auth, Claims, Clock, EndedBy } from "@curfew/auth";
import type { Database } from "../ports.ts";

/** How a session ended, as a client is told: by somebody entitled, with its account, with everybody's, or of age. */
type Ended = "session_ended" | "account_suspended" | "everything_ended" | "session_expired";

/** Watches sessions until they end. All that a process watches cost one question to the blacklist a tick. */
export interface SessionWatch {
  /** Resolves with how the session ended, or with null when `signal` aborts. A store that is down ends nothing. */
  ended(claims: Claims<"access">, signal: AbortSignal): Promise<Ended | null>;
}

export interface SessionWatchOptions {
  readonly auth: Auth;
  readonly database: Database;
  readonly clock: Clock;
}

interface Watched {
  readonly claims: Claims<"access">;
  end(how: Ended | null): void;
}

const TICK_MS = 2_000;

/** Sessions in one question, so that it stays small for the store. */
const AT_ONCE = 500;

export function createSessionWatch({ auth, database, clock }: SessionWatchOptions): SessionWatch {
  const watched = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;

  /**
   * A password change ends all sessions of a subject but the one it was made from, which goes on with
   * other tokens. Which one that is only the list of sessions tells.
   */
  const judge = async ({ sessionId, subject }: Claims, by: EndedBy): Promise<Ended | null> => {
    if (by === "generation") return "everything_ended";
    if (by === "subject" && (await database.sessions.byId(sessionId)) !== null) return null;
    const account = await database.users.byId(subject);
    return account?.suspendedAt ? "account_suspended" : "session_ended";
  };

  const askAbout = async (group: readonly Watched[]) => {
    const verdicts = await auth.judgeSessions(group.map(({ claims }) => claims));
    for (const [i, { claims, end }] of group.entries()) {
      const by = verdicts[i] ?? null;
      const how = by === null ? null : await judge(claims, by);
      if (how !== null) end(how);
    }
  };

  const askAll = async () => {
    const now = clock();
    for (const { claims, end } of watched) if (claims.sessionExpiresAt <= now) end("session_expired");
    const all = [...watched];
    for (let at = 0; at < all.length; at += AT_ONCE) await askAbout(all.slice(at, at + AT_ONCE));
  };

  const tick = async () => {
    if (isAsking) return;
    isAsking = true;
    // What can't be asked now is asked again at the next tick.
    await askAll().catch(() => {});
    isAsking = false;
  };

  const add = (entry: Watched) => {
    watched.add(entry);
    timer ??= setInterval(() => void tick(), TICK_MS).unref();
  };

  const remove = (entry: Watched) => {
    watched.delete(entry);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    ended(claims, signal) {
      const { promise, resolve } = Promise.withResolvers<Ended | null>();
      const stop = () => entry.end(null);
      const entry: Watched = {
        claims,
        end(how) {
          remove(entry);
          signal.removeEventListener("abort", stop);
          resolve(how);
        },
      };
      add(entry);
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
      return promise;
    },
  };
}
