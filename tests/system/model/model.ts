import {
  type AccessToken,
  type Fate,
  LIFETIMES,
  type Pair,
  type Person,
  type RefreshToken,
  type Session,
  type Token,
} from "./state.ts";

const { accessSeconds, refreshSeconds, sessionSeconds, graceSeconds, toleranceSeconds } = LIFETIMES;

/** A change that a process died over is finished by whoever looks once it is so old, milliseconds. */
const ABANDONED_MS = 10_000;

export interface ModelOptions {
  readonly start: Date;
  /** By how much each instance's clock is ahead, milliseconds. */
  readonly skews: readonly number[];
  readonly people: readonly Pick<Person, "email" | "password">[];
}

export type Model = ReturnType<typeof createModel>;

/** The rules, and everything they have been applied to so far. */
export function createModel({ start, skews, ...options }: ModelOptions) {
  const fresh = { epoch: 0, isSuspended: false, isDeleted: false, unfinished: null };
  const people = options.people.map((person): Person => ({ ...person, ...fresh }));
  const sessions: Session[] = [];
  const tokens: Token[] = [];
  let now = start.getTime();
  let generation = 0;
  let epochs = 0;

  const timeAt = (instance: number) => now + (skews[instance] ?? 0);

  const issue = (session: Session, epoch: number, at: number): Pair => {
    const common = (seconds: number) => {
      const expiresAt = Math.min(toSecond(at) + seconds * 1000, session.expiresAt);
      return { number: tokens.length, session, epoch, expiresAt };
    };
    const access: AccessToken = { kind: "access", ...common(accessSeconds), isRevoked: false };
    tokens.push(access);
    const refresh: RefreshToken = {
      ...{ kind: "refresh", ...common(refreshSeconds), issuedAt: at },
      ...{ predecessor: session.newest, successor: null, answeredAt: 0 },
    };
    tokens.push(refresh);
    session.newest = refresh;
    return { access, refresh };
  };

  const isOver = (session: Session) => session.isEnded || session.generation !== generation;

  const isGraceOver = (since: number, at: number) => at - since > graceSeconds * 1000;

  /** Older than the newest one's predecessor. */
  const isOld = (token: RefreshToken) => {
    const { newest } = token.session;
    return token !== newest && token !== newest?.predecessor;
  };

  /** Whether to present it at this time betrays a copy: that of the newest one never does, its predecessor's for a while. */
  const isReuse = (token: RefreshToken, at: number) =>
    isOld(token) || (token !== token.session.newest && isGraceOver(token.answeredAt, at));

  const model = {
    ...{ people, sessions, tokens, timeAt },
    /** The database's time. */
    databaseTime: () => now,
    /** What was done, by name. */
    done: [] as string[],
    pass(milliseconds: number): void {
      now += milliseconds;
    },

    /** What an instance says of a token; of a refresh token, whether it was ended, not whether it was used. */
    fate(token: Token, instance: number): Fate {
      const { session, epoch, expiresAt } = token;
      const at = timeAt(instance);
      if (session.expiresAt <= at || expiresAt + toleranceSeconds * 1000 <= at) return "token_expired";
      const isOut = isOver(session) || epoch !== session.person.epoch;
      return isOut || (token.kind === "access" && token.isRevoked) ? "token_revoked" : "live";
    },

    /** Whether an instance would take it: a refresh token, whether it would exchange it. */
    isAccepted(token: Token, instance: number): boolean {
      const isLive = model.fate(token, instance) === "live";
      return isLive && (token.kind === "access" || !isReuse(token, timeAt(instance)));
    },

    /** Exchanges a refresh token: for its one successor, or for the end of its session. */
    refresh(token: RefreshToken, instance: number): Pair | Fate {
      const [fate, at, { session }] = [model.fate(token, instance), timeAt(instance), token];
      if (fate === "token_expired") return fate;
      // One from before a change that its session outlived betrays a thief all the same; but first it may be another
      // tab's, which was refreshing meanwhile.
      const isLate = session.newest !== null && isGraceOver(session.newest.issuedAt, at);
      if (fate === "live" ? isReuse(token, now) : isOld(token) && isLate) {
        if (!isOver(session)) model.end(session);
        return "token_revoked";
      }
      if (fate !== "live") return fate;
      if (token.successor === null) {
        token.successor = issue(session, token.epoch, at);
        token.answeredAt = now;
        session.lastSeenAt = Math.max(session.lastSeenAt, at);
      }
      return token.successor;
    },

    /** A new login; null where the account lets nobody in. */
    open(person: Person, instance: number): Pair | null {
      if (person.isDeleted || person.isSuspended || person.unfinished !== null) return null;
      const startedAt = toSecond(timeAt(instance));
      const times = { startedAt, expiresAt: startedAt + sessionSeconds * 1000, lastSeenAt: startedAt };
      const state = { newest: null, isEnded: false, isListed: true };
      const session: Session = { number: sessions.length, person, generation, ...times, ...state };
      sessions.push(session);
      return issue(session, person.epoch, timeAt(instance));
    },

    end(session: Session): void {
      session.isEnded = true;
      session.isListed = false;
    },

    /** The same, asked of an instance: nothing is written for a session that is past its end. */
    endNow(session: Session, instance: number): void {
      if (session.expiresAt > timeAt(instance)) model.end(session);
    },

    /** The sessions that a person can end. */
    unended(person: Person, instance: number): Session[] {
      const at = timeAt(instance);
      return sessions.filter((session) => {
        const isOver = session.expiresAt <= at || session.generation !== generation;
        return session.person === person && session.isListed && !isOver;
      });
    },

    /** Those of them that a person is shown: a token may be left of them. */
    listed(person: Person, instance: number): Session[] {
      const longestMs = (Math.max(accessSeconds, refreshSeconds) + toleranceSeconds) * 1000;
      return model.unended(person, instance).filter(({ lastSeenAt }) => timeAt(instance) - lastSeenAt < longestMs);
    },

    /** Ends all sessions of a person. One may keep its place on the list, though its tokens die as well. */
    endAll(person: Person, except: Session | null = null): void {
      epochs += 1;
      person.epoch = epochs;
      for (const session of sessions) if (session.person === person && session !== except) model.end(session);
    },

    /** Somebody new has the address of somebody who is gone. */
    revive(person: Person, password: string): void {
      epochs += 1;
      Object.assign(person, { epoch: epochs, password, isSuspended: false, isDeleted: false });
    },

    /** New tokens for the one session that goes on, which is seen by that. */
    carryOver(session: Session, instance: number): Pair {
      const at = timeAt(instance);
      session.lastSeenAt = Math.max(session.lastSeenAt, at);
      return issue(session, session.person.epoch, at);
    },

    endEverything(): void {
      generation += 1;
      for (const session of sessions) session.isListed = false;
    },

    /** Finishes what a process that died has left undone with this person. */
    finish(person: Person): void {
      if (person.unfinished === null) return;
      const { kind, except } = person.unfinished;
      person.unfinished = null;
      model.endAll(person, except);
      if (kind === "deletion") person.isDeleted = true;
    },

    /** Those whose unfinished change counts as abandoned, by the database's clock. */
    abandoned(): Person[] {
      return people.filter(({ unfinished }) => unfinished && Math.abs(now - unfinished.begunAt) >= ABANDONED_MS);
    },
  };
  return model;
}

function toSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
