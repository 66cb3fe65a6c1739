import { JOURNAL_MARGIN_MS, type RefreshState, type SessionLedger, type TokenPair } from "@curfew/auth";
import { openMemoryStore } from "@curfew/auth/stores/memory";
import { createTestAuth, createTestClock } from "@curfew/auth/testing";
import { behaviourOf, createChance, type UserAction } from "./behaviour.ts";
import { createCensus } from "./census.ts";
import type { Figures, Load } from "./formulas.ts";

/** How often what stands is counted. */
const SAMPLES = 200;

/**
 * Has a load's users live with the library itself, on a store in memory and a clock that is moved, and counts. What is
 * counted begins when a session's life has passed, so that as much ends as begins.
 */
export async function simulate(load: Load, seconds: number, seed: number): Promise<Figures> {
  const service = await createService(load);
  const warmUp = load.sessionSeconds + load.refreshSeconds;
  const counts = { login: 0, visit: 0, logout: 0 };
  const [standing, begun] = [createAverages(), { commands: 0 }];
  let [next, sample] = [0, 0];
  const actions = behaviourOf(load, seconds, createChance(seed));
  while (next < actions.length) {
    const action = actions[next];
    const sampleAt = warmUp + (sample * (seconds - warmUp)) / SAMPLES;
    if (action === undefined || action.at > sampleAt) {
      if (sample === 0) begun.commands = service.commands();
      service.moveTo(sampleAt);
      standing.add(service.standing());
      sample += 1;
      continue;
    }
    service.moveTo(action.at);
    await service.does(action);
    if (action.at >= warmUp) counts[action.kind] += 1;
    next += 1;
  }
  const span = seconds - warmUp;
  const { login, visit, logout } = counts;
  return {
    logins: login / span,
    refreshes: visit / span,
    logouts: logout / span,
    requests: (visit * load.requestsPerVisit) / span,
    commands: (service.commands() - begun.commands) / span,
    ...standing.averages(),
  };
}

type Standing = Pick<Figures, "sessionEntries" | "refreshEntries" | "journalRows">;

function createAverages() {
  const samples: Standing[] = [];
  const averageOf = (name: keyof Standing) => samples.reduce((sum, each) => sum + each[name], 0) / samples.length;
  return {
    add: (sample: Standing) => void samples.push(sample),
    averages: (): Standing => ({
      sessionEntries: averageOf("sessionEntries"),
      refreshEntries: averageOf("refreshEntries"),
      journalRows: averageOf("journalRows"),
    }),
  };
}

async function createService(load: Load) {
  const clock = createTestClock();
  const start = clock.now().getTime();
  const now = () => clock.now().getTime();
  const census = createCensus(openMemoryStore({ clock: clock.now, logRetentionMs: 1 }), now);
  const { refreshSeconds, sessionSeconds, toleranceSeconds } = load;
  const lifetimes = { refreshSeconds, sessionSeconds, toleranceSeconds };
  const { auth, store, login } = await createTestAuth({ clock, store: census.store, lifetimes });
  const ledger = createLedger();
  const pairs = new Map<number, TokenPair>();

  const logIn = async (session: number) => {
    const pair = await login();
    ledger.open(pair.session.id, { subject: pair.session.subject, tokenId: pair.refresh.tokenId });
    pairs.set(session, pair);
  };
  const visit = async (session: number, pair: TokenPair) => {
    const refresh = await auth.rotate(pair.refresh.token, ledger);
    // Unused for longer than a refresh token lives: its user has to log in again.
    if (!refresh.ok) return;
    pairs.set(session, refresh.pair);
    for (let i = 0; i < load.requestsPerVisit; i += 1) await auth.verify(refresh.pair.access.token);
  };
  const logOut = async ({ access }: TokenPair) => {
    const claims = await auth.verifySignature(access.token);
    if (claims === null) throw new Error("a token of ours can't be read");
    await auth.revokedBy([claims]);
    await auth.revokeSessions([{ id: claims.sessionId, expiresAt: claims.sessionExpiresAt }]);
  };
  return {
    moveTo: (seconds: number) => clock.advance({ milliseconds: Math.round(start + seconds * 1000 - now()) }),
    async does({ kind, session }: UserAction) {
      const pair = pairs.get(session);
      if (pair === undefined) return logIn(session);
      return kind === "visit" ? visit(session, pair) : logOut(pair);
    },
    commands: () => Object.values(store.calls).reduce((sum, calls) => sum + calls, 0),
    standing: (): Standing => ({
      sessionEntries: census.standing("session:", now()),
      refreshEntries: census.standing("refresh:", now()),
      // A row for each session that was ended; it lives a day longer.
      journalRows: census.standing("session:", now(), JOURNAL_MARGIN_MS),
    }),
  };
}

/** The rows of sessions in a database. */
function createLedger() {
  const rows = new Map<string, { readonly subject: string; readonly expiresAt: Date; state: RefreshState }>();
  const first = { ordinal: 1, previousId: null, accessId: null, plannedAt: null };
  const ledger: SessionLedger = {
    read: async (id) => rows.get(id) ?? null,
    async raise(id, _from, to) {
      const row = rows.get(id);
      if (row !== undefined) row.state = to;
      return row?.state ?? null;
    },
  };
  return {
    ...ledger,
    open(id: string, { subject, tokenId }: { readonly subject: string; readonly tokenId: string }) {
      rows.set(id, { subject, expiresAt: new Date(), state: { ...first, tokenId } });
    },
  };
}
