import type { Checkpoint, CheckpointChange, Generation } from "@curfew/api/database";
import type { Selectable } from "kysely";
import type { CheckpointTable } from "../tables.ts";

type Row = Selectable<CheckpointTable>;

export function toCheckpoint(row: Row): Checkpoint {
  const declared = toGeneration(row.declared_number, row.declared_id, row.declared_line);
  return {
    version: row.version,
    databaseId: row.database_id,
    store: both(row.store_id, row.store_setting, (id, setting) => ({ id, setting })),
    generation: toGeneration(row.generation_number, row.generation_id, row.generation_line),
    revision: both(row.revision_number, row.revision_id, (number, id) => ({ number, id })),
    declared: both(declared, row.declared_store_id, (generation, storeId) => ({ generation, storeId })),
    lostAt: row.lost_at === null ? null : new Date(row.lost_at),
    formerStore: both(row.former_store_id, row.former_store_at, (id, at) => ({ id, at: new Date(at) })),
    bannedKeys: JSON.parse(row.banned_keys),
    journaledLine: row.journaled_line,
    longest: { accessSeconds: row.longest_access_seconds, sessionSeconds: row.longest_session_seconds },
  };
}

/** Reads columns that are filled together, or all null. */
function both<A, B, T>(a: A | null, b: B | null, make: (a: A, b: B) => T): T | null {
  return a === null || b === null ? null : make(a, b);
}

function toGeneration(number: number | null, id: string | null, line: string | null): Generation | null {
  return number === null || id === null || line === null ? null : { number, id, line };
}

/** Lists the columns that a change sets; times and the version are not among them. */
export function changedColumns(change: CheckpointChange): Partial<Row> {
  const { store, generation, revision, declared, bannedKeys, longest, journaledLine } = change;
  return {
    ...(store !== undefined && { store_id: store?.id ?? null, store_setting: store?.setting ?? null }),
    ...(generation !== undefined && generationColumns(generation)),
    ...(revision !== undefined && { revision_number: revision?.number ?? null, revision_id: revision?.id ?? null }),
    ...(declared !== undefined && declaredColumns(declared)),
    ...(journaledLine !== undefined && { journaled_line: journaledLine }),
    ...(bannedKeys !== undefined && { banned_keys: JSON.stringify(bannedKeys) }),
    ...(longest !== undefined && {
      longest_access_seconds: longest.accessSeconds,
      longest_session_seconds: longest.sessionSeconds,
    }),
  };
}

function generationColumns(generation: Generation | null) {
  return {
    generation_number: generation?.number ?? null,
    generation_id: generation?.id ?? null,
    generation_line: generation?.line ?? null,
  };
}

function declaredColumns(declared: Checkpoint["declared"]) {
  return {
    declared_number: declared?.generation.number ?? null,
    declared_id: declared?.generation.id ?? null,
    declared_line: declared?.generation.line ?? null,
    declared_store_id: declared?.storeId ?? null,
  };
}
