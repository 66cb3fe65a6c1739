import { randomId } from "../ids.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** What a revision's id tells: which database its writer worked with, and how far that was by then. */
export interface RevisionOrigin {
  readonly version: number;
  readonly databaseId: string;
}

/** Creates an id for one write, which no other has. */
export function newRevisionId({ version, databaseId }: Checkpoint): string {
  return `${version}.${databaseId}.${randomId()}`;
}

/** Reads a write's id; null for what no writer of ours wrote. */
export function parseRevisionId(id: string | null): RevisionOrigin | null {
  const [, version, databaseId] = /^(\d{1,15})\.([\x21-\x2d\x2f-\x7e]{1,64})\.[A-Za-z0-9_-]{22}$/.exec(id ?? "") ?? [];
  return version === undefined || databaseId === undefined ? null : { version: Number(version), databaseId };
}
