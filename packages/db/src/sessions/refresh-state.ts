import type { RefreshState } from "@curfew/api/database";
import type { Selectable } from "kysely";
import type { SessionsTable } from "../tables.ts";

export const REFRESH_COLUMNS = [
  "refresh_ordinal",
  "refresh_id",
  "refresh_previous_id",
  "refresh_access_id",
  "refresh_planned_at",
] as const satisfies readonly (keyof SessionsTable)[];

type Columns = Pick<Selectable<SessionsTable>, (typeof REFRESH_COLUMNS)[number]>;

/** Returns the state of a session whose only refresh token is the one given out at login. */
export function firstState(tokenId: string): RefreshState {
  return { ordinal: 1, tokenId, previousId: null, accessId: null, plannedAt: null };
}

export function refreshColumns(state: RefreshState | null): Columns {
  return {
    refresh_ordinal: state?.ordinal ?? null,
    refresh_id: state?.tokenId ?? null,
    refresh_previous_id: state?.previousId ?? null,
    refresh_access_id: state?.accessId ?? null,
    refresh_planned_at: state?.plannedAt ?? null,
  };
}

/** Null for a session opened by the version before, which didn't keep it here. */
export function toRefreshState(row: Columns): RefreshState | null {
  if (row.refresh_ordinal === null || row.refresh_id === null) return null;
  return {
    ordinal: row.refresh_ordinal,
    tokenId: row.refresh_id,
    previousId: row.refresh_previous_id,
    accessId: row.refresh_access_id,
    plannedAt: row.refresh_planned_at,
  };
}
