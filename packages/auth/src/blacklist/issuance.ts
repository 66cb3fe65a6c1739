import { FIRST_EPOCH, key } from "./keys.ts";
import type { BlacklistServices } from "./services.ts";
import { bannedIn } from "./snapshot.ts";

/** What a session is born under, and which keys must not sign for it. */
export interface IssuanceState {
  readonly line: string;
  readonly epoch: string;
  readonly bannedKeys: ReadonlySet<string>;
}

/** Reads what a session of this subject is born under now. */
export async function issuance(services: BlacklistServices, subject: string): Promise<IssuanceState> {
  const { guard, longest } = services;
  const kids = services.keyIds();
  const snapshot = await guard.readPrimary([key.subject(subject), ...kids.map(key.ban)]);
  await longest.cover();
  const epoch = snapshot.value(key.subject(subject)) ?? FIRST_EPOCH;
  return { line: snapshot.generation.line, epoch, bannedKeys: bannedIn(snapshot, kids) };
}
