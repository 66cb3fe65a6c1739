import type { AuditQuery, AuditRecord, Database } from "@curfew/api";
import { merged } from "./merged.ts";

/** What of the audit trail is asked for. */
export interface TrailFilter extends Pick<AuditQuery, "userId" | "sessionId" | "types"> {
  readonly since: Date;
  readonly until: Date;
  /** How far back the trail goes. */
  readonly keptSince: Date;
}

type Events = AsyncGenerator<AuditRecord, void>;

const DAY_MS = 86_400_000;
const PAGE = 500;

/** Events that end the sessions of every account, and are recorded under none. */
const OF_EVERYONE = ["everything_ended", "store_forgot", "store_adopted", "key_banned"];
/** Events that end all sessions of an account, and are recorded under none of them. */
const OF_AN_ACCOUNT = [
  ...["all_sessions_ended", "other_sessions_ended", "password_changed", "password_reset"],
  ...["account_suspended", "account_deleted"],
];

/**
 * Yields the events of the trail, oldest first. Those of one account or session include what ended it together with
 * others, so that they explain why a user was logged out. Rejects as `database` does.
 */
export function eventsOf(database: Database, filter: TrailFilter): Events {
  const { userId, sessionId } = filter;
  if (userId === undefined && sessionId === undefined) return search(database, filter);
  const everyones = search(database, { ...span(filter), types: among(OF_EVERYONE, filter) });
  return merged([search(database, filter), everyones, endingsOfOwner(database, filter)], (a, b) => a.at <= b.at);
}

/** Yields what ended all sessions of a session's owner, from its login on. */
async function* endingsOfOwner(database: Database, filter: TrailFilter): Events {
  if (filter.sessionId === undefined) return;
  const login = search(database, { sessionId: filter.sessionId, since: filter.keptSince, until: filter.until });
  const { value: first } = await login.next();
  if (!first?.userId) return;
  const since = new Date(Math.max(first.at.getTime(), filter.since.getTime()));
  const query = { userId: first.userId, since, until: filter.until, types: among(OF_AN_ACCOUNT, filter) };
  for await (const event of search(database, query)) {
    // What the owner did to others is none of it; nor is what is noted under this session too.
    if (event.userId === first.userId && event.sessionId !== filter.sessionId) yield event;
  }
}

type Search = Pick<TrailFilter, "userId" | "sessionId" | "types" | "since" | "until">;

/** Asks day by day: a search through a year must not outlast the database's deadline for one question. */
async function* search({ audit }: Database, { userId, sessionId, types, since, until }: Search): Events {
  for (let day = since.getTime(); day < until.getTime(); day += DAY_MS) {
    const within = { since: new Date(day), until: new Date(Math.min(day + DAY_MS, until.getTime())) };
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await audit.page({ userId, sessionId, types, ...within, cursor, limit: PAGE });
      yield* page.events;
      cursor = page.nextCursor;
    }
  }
}

function span({ since, until }: TrailFilter) {
  return { since, until };
}

function among(types: readonly string[], { types: wanted }: TrailFilter): readonly string[] {
  return wanted === undefined ? types : types.filter((type) => wanted.includes(type));
}
