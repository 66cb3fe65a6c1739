import { type Auth, type Clock, memoryWitness, type Refusal, type Store } from "@curfew/auth";
import { createTestAuth, createTestClock, TEST_LIFETIMES } from "@curfew/auth/testing";
import { expect } from "vitest";

/** How late a verdict may be, milliseconds. */
export const LATE_MS = 1_000;

export const LIFETIMES = { ...TEST_LIFETIMES, accessSeconds: 300, refreshSeconds: 3_600, sessionSeconds: 10_000 };

/** Something that ended a token. */
interface Ending {
  readonly at: number;
  /** Or it alone. */
  readonly ofSession: boolean;
  /** Those that know of it: who did it, and whoever has refused the token for it. */
  readonly known: Set<Auth>;
}

interface Kept {
  readonly access: string;
  readonly refresh: string;
  readonly expiresAt: number;
  readonly session: { readonly id: string; readonly expiresAt: Date };
  readonly subject: string;
  readonly endings: Ending[];
  wasRefreshed: boolean;
}

export interface Options {
  readonly open: (clock: Clock) => Store;
  /** By how much each instance's clock is ahead, milliseconds. */
  readonly skews: readonly number[];
}

export type Service = Awaited<ReturnType<typeof createService>>;

/** Instances that may be late, with a note of everything that ended which token, when and where. */
export async function createService({ open, skews }: Options) {
  const clock = createTestClock();
  const store = open(clock.now);
  const witness = memoryWitness();
  const { ring } = await createTestAuth();
  const start = async (skew: number) => {
    const own = { ...clock, now: () => new Date(clock.now().getTime() + skew) };
    const shared = { store, witness, ring, clock: own, lifetimes: LIFETIMES };
    return (await createTestAuth({ ...shared, maxStalenessMs: LATE_MS, timeoutMs: 20_000 })).auth;
  };
  const instances = await Promise.all(skews.map(start));
  const kept: Kept[] = [];
  const now = () => clock.now().getTime();
  const at = (instance: number) => {
    const auth = instances[instance];
    if (auth === undefined) throw new RangeError("there is no such instance");
    return auth;
  };

  /** Every verdict that may be. */
  const expectedOf = ({ endings, expiresAt }: Kept, instance: number, maxStalenessMs: number) => {
    const time = now() + (skews[instance] ?? 0);
    if (expiresAt + LIFETIMES.toleranceSeconds * 1000 <= time) return ["token_expired"];
    if (endings.length === 0) return ["live"];
    const isKnown = endings.some((ending) => ending.known.has(at(instance)) || now() - ending.at > LATE_MS);
    return isKnown || maxStalenessMs === 0 ? ["token_revoked"] : ["live", "token_revoked"];
  };

  /** Notes that these tokens were ended here and now. */
  const ended = (instance: number, isEnded: (token: Kept) => boolean, ofSession = true) => {
    for (const token of kept.filter(isEnded)) {
      token.endings.push({ at: now(), ofSession, known: new Set([at(instance)]) });
    }
  };

  /** An old refresh token that is presented again ends its session. */
  const endedByReuse = (instance: number, refusal: Refusal, { session }: Kept) => {
    if (refusal.code !== "token_revoked" || refusal.by !== "reused") return;
    ended(instance, (other) => other.session.id === session.id);
  };

  return {
    ...{ kept, at, ended },
    close: () => store.close(),
    pass: (milliseconds: number) => clock.advance({ milliseconds }),
    async restart(instance: number): Promise<void> {
      instances[instance] = await start(skews[instance] ?? 0);
    },
    async open(instance: number, subject: string): Promise<void> {
      const session = await at(instance).createSession(subject);
      const { access, refresh } = await at(instance).issue(session);
      const tokens = { access: access.token, refresh: refresh.token, expiresAt: access.expiresAt.getTime() };
      kept.push({ ...tokens, session, subject, endings: [], wasRefreshed: false });
    },
    async refresh(instance: number, old: Kept): Promise<void> {
      const rotation = await at(instance).rotate(old.refresh);
      // However late a verdict may be: what is ended is exchanged for nothing.
      expect(rotation.ok && old.endings.some(({ ofSession }) => ofSession)).toBe(false);
      if (!rotation.ok) {
        if (rotation.code === "too_many_refreshes") throw new Error("nobody refreshes so often here");
        return endedByReuse(instance, rotation, old);
      }
      if (old.wasRefreshed) return;
      old.wasRefreshed = true;
      const { access, refresh } = rotation.pair;
      const tokens = { access: access.token, refresh: refresh.token, expiresAt: access.expiresAt.getTime() };
      kept.push({ ...old, ...tokens, endings: [], wasRefreshed: false });
    },
    /** Asks for a verdict, which has to be one of those that may be. */
    async check(instance: number, token: Kept, maxStalenessMs = LATE_MS): Promise<void> {
      const verification = await at(instance).verify(token.access, { maxStalenessMs });
      const verdict = verification.ok ? "live" : verification.code;
      expect(expectedOf(token, instance, maxStalenessMs)).toContain(verdict);
      // What it refused once it never lets pass again.
      if (verdict === "token_revoked") for (const { known } of token.endings) known.add(at(instance));
    },
  };
}
