import { MARGIN_SECONDS } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import { FIRST_EPOCH, key } from "./keys.ts";
import type { BlacklistServices } from "./services.ts";
import { bannedIn } from "./snapshot.ts";
import { ttlMs } from "./ttl.ts";

/** What a session is born under, and which keys must not sign for it. */
export interface IssuanceState {
  readonly line: string;
  readonly epoch: string;
  readonly bannedKeys: ReadonlySet<string>;
}

/** Others may revoke the subject's sessions meanwhile: so often one may lose against them. */
const TRIES = 20;

/**
 * Reads what a session of this subject is born under now. An epoch that the journal doesn't hold, because whoever wrote
 * it was never answered, is journaled first, under a write that the checkpoint names: a store that forgets it is found out
 * and given it back, and the session goes on.
 */
export async function issuance(services: BlacklistServices, subject: string): Promise<IssuanceState> {
  const { guard, longest, tracker } = services;
  const kids = services.keyIds();
  const name = key.subject(subject);
  await longest.cover();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const snapshot = await guard.readPrimary([name, ...kids.map(key.ban)]);
    const epoch = snapshot.value(name) ?? FIRST_EPOCH;
    if (epoch === FIRST_EPOCH || (await isJournaled(tracker, name, epoch))) {
      return { line: snapshot.generation.line, epoch, bannedKeys: bannedIn(snapshot, kids) };
    }
    await guard.journal({ key: name, until: await latestEnd(services) });
  }
  throw new Unavailable("witness", new Error("the subject's epoch keeps changing"));
}

async function isJournaled({ journal }: CheckpointTracker, name: string, epoch: string): Promise<boolean> {
  return journal === null || (await journal.find(name))?.value === epoch;
}

/** When the last session will have ended that could be open now. */
async function latestEnd({ longest, clock, toleranceSeconds }: BlacklistServices): Promise<Date> {
  const end = clock().getTime() + ((await longest.sessionSeconds()) + MARGIN_SECONDS) * 1000;
  return new Date(end + ttlMs(new Date(end), new Date(end), toleranceSeconds));
}
