import {
  type Account,
  type AuditEvent,
  type AuditQuery,
  type AuditRecord,
  type Database,
  DatabaseUnavailable,
  type NewSession,
  type PasswordReset,
  type SessionRecord,
  UnknownCursor,
} from "../../src/database.ts";
import { createLocalWindows } from "../../src/rate-limit/local.ts";
import { memoryCheckpoint } from "./checkpoint.ts";
import { memoryLedgers } from "./ledger.ts";

type Row = { -readonly [K in keyof Account]: Account[K] } & {
  deleting: boolean;
  except: string | null;
  undo: { passwordHash: string; suspendedAt: Date | null };
};

/** What is not said of an event. */
const NOTHING = { actorId: null, actorSessionId: null, requestId: null, count: null, detail: null };

export interface MemoryDatabase extends Database {
  readonly events: AuditEvent[];
  /** While set, every call fails, as when the server is gone. */
  down: boolean;
  /** Called before each method runs: where a test lets something else happen in between. */
  before: (method: string) => void | Promise<void>;
}

/** Keeps the port `Database` in memory. Calls are atomic, as statements are. */
export function memoryDatabase(now: () => Date): MemoryDatabase {
  const rows = new Map<string, Row>();
  const sessions = new Map<string, SessionRecord>();
  const events: AuditEvent[] = [];
  const links = new Map<string, PasswordReset>();
  const ledgers = memoryLedgers(sessions);
  const { journal, ...checkpoint } = memoryCheckpoint(now);

  const guarded = <T extends object>(name: string, methods: T): T => {
    const wrap = ([key, method]: [string, unknown]) => {
      if (typeof method !== "function") return [key, method];
      const call = async (...args: unknown[]) => {
        await database.before(`${name}.${key}`);
        if (database.down) throw new DatabaseUnavailable();
        return method(...args);
      };
      return [key, call];
    };
    return Object.fromEntries(Object.entries(methods).map(wrap)) as T;
  };

  const find = (match: (row: Row) => boolean) => [...rows.values()].find((row) => match(row) && !row.deleting) ?? null;
  const marked = (id: string, ending: string) => {
    const row = rows.get(id);
    return row?.ending === ending ? row : undefined;
  };
  const begin = (id: string, ending: string, allowed: (row: Row) => boolean = () => true) => {
    const row = rows.get(id);
    if (row === undefined || row.ending !== null || row.deleting || !allowed(row)) return null;
    row.undo = { passwordHash: row.passwordHash, suspendedAt: row.suspendedAt };
    return Object.assign(row, { ending, except: null });
  };
  const open = (session: NewSession) => {
    if (sessions.has(session.id)) throw new DatabaseUnavailable();
    const { refreshTokenId, ...given } = session;
    sessions.set(session.id, { ...given, name: null, lastSeenAt: session.startedAt, endedAt: null });
    ledgers.open(session.id, refreshTokenId);
  };
  const removeUser = (id: string) => {
    rows.delete(id);
    for (const session of sessions.values()) if (session.userId === id) sessions.delete(session.id);
  };
  const endWhere = (match: (session: SessionRecord) => boolean, at: Date) => {
    const found = [...sessions.values()].filter((session) => session.endedAt === null && match(session));
    for (const session of found) sessions.set(session.id, { ...session, endedAt: at });
    return found.map(({ id }) => id);
  };

  const forget = (match: (link: PasswordReset) => boolean) => {
    const over = [...links].filter(([, link]) => match(link));
    for (const [digest] of over) links.delete(digest);
    return over.length;
  };
  const pageOf = (page: Pick<AuditQuery, "first" | "cursor" | "limit">, match: (event: AuditRecord) => boolean) => {
    const { first, cursor, limit } = page;
    const all = events.map((event, index): AuditRecord => ({ ...NOTHING, ...event, id: String(index) }));
    const inOrder = all.toSorted((a, b) => +a.at - +b.at);
    if (first === "newest") inOrder.reverse();
    const place = inOrder.findIndex(({ id }) => id === cursor);
    if (cursor !== undefined && place < 0) throw new UnknownCursor();
    const found = inOrder
      .slice(place + 1)
      .filter(match)
      .slice(0, limit);
    return { events: found, nextCursor: found.length < limit ? null : (found.at(-1)?.id ?? null) };
  };

  const users: Database["users"] = {
    async signUp(account, session) {
      if ([...rows.values()].some(({ email }) => email === account.email)) return "email_taken";
      if (rows.has(account.id)) throw new DatabaseUnavailable();
      const undo = { passwordHash: "", suspendedAt: null };
      const state = { role: "user", suspendedAt: null, ending: null, deleting: false, except: null, undo } as const;
      open(session);
      rows.set(account.id, { ...account, ...state });
      return "created";
    },
    byEmail: async (email) => copy(find((row) => row.email === email)),
    byId: async (id) => copy(find((row) => row.id === id)),
    async page({ search = "", cursor, limit }) {
      const isFound = ({ email, name }: Row) => [email, name].some((text) => fold(text).includes(fold(search)));
      const behind = [...rows.values()]
        .filter((row) => !row.deleting && isFound(row))
        .sort((one, other) => (placeOf(one) < placeOf(other) ? 1 : -1))
        .filter((row) => cursor === undefined || placeOf(row) < cursor);
      if (cursor !== undefined && !/^\d{15} /.test(cursor)) throw new UnknownCursor();
      const page = behind.slice(0, limit);
      const last = page.at(-1);
      return { users: page.map(toAccount), nextCursor: behind.length > limit && last ? placeOf(last) : null };
    },
    async grantAdmin(email) {
      const row = find((candidate) => candidate.email === email);
      if (row) row.role = "admin";
      return row !== null;
    },
    async revokeAdmin(email) {
      const row = find((candidate) => candidate.email === email);
      if (row) row.role = "user";
      return row !== null;
    },
    async rename(id, name) {
      const row = find((candidate) => candidate.id === id);
      if (row) row.name = name;
      return copy(row);
    },
    foldNames: async () => 0,
    async restore(id) {
      const row = find((candidate) => candidate.id === id);
      if (row) Object.assign(row, { suspendedAt: null, undo: { ...row.undo, suspendedAt: null } });
      return row !== null;
    },
    async preparePasswordChange(id, { from, to, ending, exceptSessionId = null }) {
      const row = begin(id, ending, ({ passwordHash, suspendedAt }) => passwordHash === from && suspendedAt === null);
      if (row) Object.assign(row, { passwordHash: to, except: exceptSessionId });
      return row !== null;
    },
    async preparePasswordReset(digest, { at, to, ending }) {
      const link = await passwordResets.find(digest, at);
      const row = link && begin(link.userId, ending, ({ suspendedAt }) => suspendedAt === null);
      if (row) row.passwordHash = to;
      return row?.id ?? null;
    },
    async prepareSuspension(id, { at, ending }) {
      const row = begin(id, ending);
      if (row) row.suspendedAt ??= at;
      return row !== null;
    },
    async prepareDeletion(id, { ending }) {
      const row = begin(id, ending);
      if (row) row.deleting = true;
      return row !== null;
    },
    async commit(id, { ending, at, exceptSessionId }) {
      const row = marked(id, ending);
      if (row === undefined) return 0;
      row.ending = null;
      forget((link) => link.userId === id);
      const spared = [row.except, exceptSessionId];
      const ended = endWhere((session) => session.userId === id && !spared.includes(session.id), at);
      if (row.deleting) removeUser(id);
      return ended.length;
    },
    async rollback(id, ending) {
      const row = marked(id, ending);
      if (row) Object.assign(row, row.undo, { ending: null, deleting: false });
    },
    async listInDoubt() {
      return [...rows.values()].flatMap(({ id, ending }) => (ending === null ? [] : [{ id, ending }]));
    },
  };

  const sessionTable: Database["sessions"] = {
    async open(session, passwordHash) {
      const row = find(({ id }) => id === session.userId);
      if (row?.passwordHash !== passwordHash || row.suspendedAt !== null || row.ending !== null) return false;
      open(session);
      return true;
    },
    async byId(id) {
      const session = sessions.get(id);
      return session?.endedAt === null ? session : null;
    },
    async live(userId, at, generation) {
      return [...sessions.values()]
        .filter((session) => session.userId === userId && session.endedAt === null)
        .filter((session) => session.expiresAt > at && (generation === null || session.generation === generation))
        .sort((a, b) => (isBehind(a, b) ? 1 : -1));
    },
    fates: async (ids) =>
      ids.flatMap((id) => {
        const { userId, endedAt } = sessions.get(id) ?? {};
        const row = userId === undefined ? undefined : rows.get(userId);
        return row ? [{ id, hasEnded: endedAt !== null, isSuspended: row.suspendedAt !== null }] : [];
      }),
    async findLive(userId, id, at, generation) {
      return (await sessionTable.live(userId, at, generation)).find((session) => session.id === id) ?? null;
    },
    async page(userId, at, { generation, cursor, limit }) {
      const live = await sessionTable.live(userId, at, generation);
      const last = cursor === undefined ? undefined : sessions.get(cursor);
      if (cursor !== undefined && last?.userId !== userId) throw new UnknownCursor();
      return live.filter((session) => last === undefined || isBehind(session, last)).slice(0, limit);
    },
    async rename(id, userId, name) {
      const session = sessions.get(id);
      if (session?.userId !== userId || session.endedAt !== null) return false;
      sessions.set(id, { ...session, name });
      return true;
    },
    async leastRecentlySeen(userId, at, { keep, atMost, except }) {
      const live = await sessionTable.live(userId, at, null);
      const beyond = live.filter(({ id }) => !except.includes(id)).slice(keep);
      return beyond.toReversed().slice(0, atMost);
    },
    end: async (ids, at) => endWhere(({ id }) => ids.includes(id), at),
    endEverything: async (at, living) =>
      endWhere(({ startedAt, generation }) => startedAt <= at && generation !== living, at).length,
    ledger: (at, client) => guarded("ledger", ledgers.ledger(at, client)),
    async prune(before) {
      const over = [...sessions.values()].filter(({ expiresAt, endedAt }) => (endedAt ?? expiresAt) < before);
      for (const { id } of over) sessions.delete(id);
      return over.length;
    },
  };

  const audit: Database["audit"] = {
    async record(recorded) {
      events.push(...recorded);
    },
    ofUser: async (userId, limit, cursor) =>
      pageOf({ first: "newest", cursor, limit }, (event) => event.userId === userId).events,
    since: async (since, limit) => pageOf({ first: "newest", limit }, ({ at }) => at >= since).events,
    page: async (query) =>
      pageOf(query, (event) => {
        const { userId = event.userId, sessionId = event.sessionId, types, since, until } = query;
        return (
          [event.userId, event.actorId].includes(userId) &&
          event.sessionId === sessionId &&
          (types?.includes(event.type) ?? true) &&
          (since === undefined || event.at >= since) &&
          (until === undefined || event.at < until)
        );
      }),
    async counts(since, until) {
      const within = events.filter(({ at }) => at >= since && at < until);
      const groups = Map.groupBy(within, ({ at, type }) => `${Math.floor(+at / 60_000)} ${type}`);
      return [...groups].map(([key, { length: count }]) => {
        const [minute, type = ""] = key.split(" ");
        return { minute: new Date(Number(minute) * 60_000), type, count };
      });
    },
    prune: async () => 0,
  };

  const passwordResets: Database["passwordResets"] = {
    async create(digest, reset) {
      const row = find(({ id }) => id === reset.userId);
      if (row === null || row.suspendedAt !== null || row.ending !== null) return false;
      forget(({ userId }) => userId === reset.userId);
      links.set(digest, reset);
      return true;
    },
    async find(digest, at) {
      const link = links.get(digest);
      const row = find(({ id }) => id === link?.userId);
      return link && link.expiresAt > at && row?.suspendedAt === null ? link : null;
    },
    prune: async (before) => forget(({ expiresAt }) => expiresAt < before),
  };

  const database: MemoryDatabase = {
    users: guarded("users", users),
    sessions: { ...guarded("sessions", sessionTable), ledger: sessionTable.ledger },
    audit: guarded("audit", audit),
    passwordResets: guarded("passwordResets", passwordResets),
    attempts: guarded("attempts", { ...createLocalWindows(), prune: async () => 0 }),
    checkpoint: { ...guarded("checkpoint", checkpoint), journal: guarded("journal", journal) },
    async ready() {},
    async time() {
      return new Date();
    },
    migrate: async () => 0,
    advice: async () => [],
    async close() {},
    events,
    down: false,
    before() {},
  };
  return database;
}

/** Last seen first. */
function isBehind(session: SessionRecord, other: SessionRecord): boolean {
  const apart = other.lastSeenAt.getTime() - session.lastSeenAt.getTime();
  return apart > 0 || (apart === 0 && session.id > other.id);
}

/** Where an account stands among all, newest first and by id: its page's cursor. */
function placeOf({ createdAt, id }: Row): string {
  return `${String(createdAt.getTime()).padStart(15, "0")} ${id}`;
}

/** A text as a search sees it. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function copy(row: Row | null): Account | null {
  return row === null ? null : toAccount(row);
}

function toAccount(row: Row): Account {
  const { deleting: _, except: __, undo: ___, ...account } = row;
  return account;
}
