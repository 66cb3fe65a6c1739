import type { AuditQuery, AuditRecord, Database } from "@curfew/api";

/** What of the audit trail is asked for. */
export interface TrailFilter extends Pick<AuditQuery, "userId" | "sessionId" | "types"> {
  readonly since: Date;
  readonly until: Date;
}

const DAY_MS = 86_400_000;
const PAGE = 500;

/**
 * The events of the trail, oldest first, in pages. Asked for day by day: a search through a year must not
 * outlast the database's deadline for one question. Rejects as `database` does.
 */
export async function* eventsOf({ audit }: Database, filter: TrailFilter): AsyncGenerator<readonly AuditRecord[]> {
  const { since, until } = filter;
  for (let day = since.getTime(); day < until.getTime(); day += DAY_MS) {
    const span = { since: new Date(day), until: new Date(Math.min(day + DAY_MS, until.getTime())) };
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await audit.page({ ...filter, ...span, cursor, limit: PAGE });
      yield page.events;
      cursor = page.nextCursor;
    }
  }
}
