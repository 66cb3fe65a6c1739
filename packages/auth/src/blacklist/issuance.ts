import { MARGIN_SECONDS } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import { FIRST_EPOCH, key } from "./keys.ts";
import type { BlacklistServices } from "./services.ts";
import { bannedIn } from "./snapshot.ts";
import { REVISION_KEY } from "./store.ts";
import { ttlMs } from "./ttl.ts";

/** What a session is born under, and which keys must not sign for it. */
export interface IssuanceState {
  readonly line: string;
  readonly epoch: string;
  readonly bannedKeys: ReadonlySet<string>;
}

/** Others change the checkpoint too: so often one may lose against them. */
const TRIES = 20;

/**
 * Reads what a session of this subject is born under now. An epoch that the journal doesn't hold, because whoever wrote
 * it was never answered, is journaled first: a store that forgets it is given it back, and the session goes on.
 */
export async function issuance(services: BlacklistServices, subject: string): Promise<IssuanceState> {
  const { guard, longest } = services;
  const kids = services.keyIds();
  await longest.cover();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const snapshot = await guard.readPrimary([key.subject(subject), REVISION_KEY, ...kids.map(key.ban)]);
    const epoch = snapshot.value(key.subject(subject)) ?? FIRST_EPOCH;
    const revision = Number(snapshot.value(REVISION_KEY) ?? 0);
    const birth = { subject, epoch, revision, generation: snapshot.generation.number };
    if (epoch === FIRST_EPOCH || (await isJournaled(services, birth))) {
      return { line: snapshot.generation.line, epoch, bannedKeys: bannedIn(snapshot, kids) };
    }
  }
  throw new Unavailable("witness", new Error("the checkpoint keeps changing"));
}

interface Birth {
  readonly subject: string;
  readonly epoch: string;
  /** The last write that the store had counted when this epoch stood there: no later epoch is of that number or a lower one. */
  readonly revision: number;
  readonly generation: number;
}

/** Whether the journal holds this epoch, or does from now on; false: the generation has changed meanwhile, or the checkpoint. */
async function isJournaled(services: BlacklistServices, { subject, epoch, revision, generation }: Birth) {
  const { tracker, longest, clock, toleranceSeconds } = services;
  const { journal } = tracker;
  const name = key.subject(subject);
  if (journal === null || (await journal.find(name))?.value === epoch) return true;
  const { checkpoint } = await tracker.fresh();
  if (checkpoint.generation?.number !== generation || checkpoint.declared !== null) return false;
  const end = clock().getTime() + ((await longest.sessionSeconds()) + MARGIN_SECONDS) * 1000;
  const until = new Date(end + ttlMs(new Date(end), new Date(end), toleranceSeconds));
  const row = { key: name, value: epoch, until, generation, revision };
  return (await tracker.replace(checkpoint.version, { journal: [row] })).replaced;
}
