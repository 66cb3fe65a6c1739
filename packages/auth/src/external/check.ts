import type { BelievedSnapshot } from "../blacklist/snapshot.ts";
import { dateOf } from "../ids.ts";
import type { RecordKind } from "./names.ts";
import type { TokenFacts } from "./payload.ts";

/** What ended a token: itself, its session, its subject, or the end of everything; the last also after the store lost writes. */
export type ExternallyRevokedBy = RecordKind | "all";

/** The names of a token's records. */
export type TokenNames = Readonly<Record<RecordKind, string | null>>;

/** Finds what a snapshot of the store says against a token; null: nothing. */
export function findRevocation(
  { issuedAt }: Pick<TokenFacts, "issuedAt">,
  names: TokenNames,
  snapshot: BelievedSnapshot,
  issuerSkewSeconds: number,
): ExternallyRevokedBy | null {
  const stands = (name: string | null) => name !== null && snapshot.value(name) !== null;
  const isUpTo = (moment: Date) => issuedAt.getTime() <= moment.getTime() + issuerSkewSeconds * 1000;
  if (isUpTo(lineBegan(snapshot))) return "all";
  if (stands(names.token)) return "token";
  if (stands(names.session)) return "session";
  const revoked = names.subject === null ? null : snapshot.value(names.subject);
  return revoked !== null && isUpTo(momentOf(revoked)) ? "subject" : null;
}

/** Tells when the store's line began: what was issued before may have been revoked in one that is gone. */
function lineBegan({ generation }: BelievedSnapshot): Date {
  const began = dateOf(generation.line.slice(generation.line.indexOf(".") + 1));
  if (began === null) throw new TypeError("the line of a generation is dated");
  return began;
}

/** Writes a moment as a record's value. */
export function formatMoment(at: Date): string {
  return at.toISOString();
}

/** Reads the moment in a subject's record. What nobody of us wrote refuses every token. */
export function momentOf(record: string): Date {
  const at = new Date(record);
  return Number.isNaN(at.getTime()) ? new Date(8.64e15) : at;
}
