/** A rule of the protocol that is taken away, to see that the search finds what comes of it. */
export type Weakness =
  | "a write is committed whatever generation it went to"
  | "a step of a recovery replaces any record"
  | "a recovery is current before its last rows"
  | "a number alone names a write"
  | "generations share their keys"
  | "the checkpoint is replaced by any answer";
