import { UnknownCursor } from "@curfew/api/database";

/** The place of an event in the trail, which is ordered by time, and within a millisecond as it was recorded. */
export interface Place {
  readonly at: number;
  readonly seq: number;
}

const FORM = /^(\d{1,15})-(\d{1,15})$/;

export function formatPlace({ at, seq }: Place): string {
  return `${at}-${seq}`;
}

/** @throws UnknownCursor for anything `formatPlace` didn't write. */
export function parsePlace(cursor: string): Place {
  const [, at, seq] = FORM.exec(cursor) ?? [];
  if (at === undefined || seq === undefined) throw new UnknownCursor();
  return { at: Number(at), seq: Number(seq) };
}
