import { dateOf, randomId } from "../ids.ts";
import type { Checkpoint, CheckpointChange, Declaration, Generation, Revision } from "./checkpoint.ts";
import { generationName, lineNumber, newGeneration, parseGeneration } from "./generation.ts";
import { key } from "./keys.ts";
import { begin } from "./recovery.ts";
import { type RepairServices, readLastRevision, refuseUnlessOvertaken, type Standing } from "./repair-services.ts";
import { createSnapshot } from "./snapshot.ts";
import { inSpace, spaceOf } from "./space.ts";
import type { Store } from "./store.ts";

/**
 * Why a generation is declared. `recovery`: the store is given back what it forgot, and the line goes on. `loss`: it
 * can't be, and everyone is logged out. `renewal`: everyone is to be logged out.
 */
export type Cause = "recovery" | "loss" | "renewal";

/** Declares the next generation and puts it in force; null if the checkpoint was changed meanwhile. */
export async function declareGeneration(
  services: RepairServices,
  { checkpoint, shown }: Omit<Standing, "at">,
  cause: Cause,
): Promise<Generation | null> {
  const { tracker, clock, tell } = services;
  const id = shown.value(key.storeId);
  const line = cause === "recovery" ? checkpoint.generation?.line : undefined;
  const generation = newGeneration(highestNumber({ checkpoint, shown }) + 1, clock, line);
  const declared = { generation, storeId: id ?? checkpoint.declared?.storeId ?? randomId() };
  const former = checkpoint.store !== null && checkpoint.store.id !== id ? checkpoint.store.id : undefined;
  const answer = await tracker.replace(checkpoint.version, {
    declared,
    ...(cause === "loss" && { lost: true as const }),
    ...(former !== undefined && { givenUp: former }),
  });
  if (!answer.replaced) return null;
  if (cause === "loss") tell("forgot");
  if (cause === "recovery") tell("recovering", { restored: 0 });
  await completeDeclaration(services, answer.checkpoint, declared);
  return generation;
}

function highestNumber({ checkpoint, shown }: Omit<Standing, "at">): number {
  const standing = parseGeneration(shown.value(key.generation));
  const numbers = [checkpoint.generation, checkpoint.declared?.generation, standing].map((each) => each?.number ?? 0);
  return Math.max(...numbers);
}

/** Puts a declared generation in force. Any process that comes to it may do so, and again. */
export async function completeDeclaration(
  services: RepairServices,
  checkpoint: Checkpoint,
  { generation, storeId }: Declaration,
): Promise<void> {
  const { store, tracker } = services;
  const claimed = await claimStore(services, storeId);
  if (claimed.id !== storeId) return void (await refuseUnlessOvertaken(services, checkpoint, CLAIMED));
  const outcome = await begin(services, { generation, storeId, before: claimed.standing });
  if (outcome === "overtaken") return void (await refuseUnlessOvertaken(services, checkpoint, LATER));
  // Meanwhile it may be that another was declared, or a key banned.
  const { checkpoint: now } = await tracker.fresh();
  if (now.declared?.generation.id !== generation.id) return;
  await putBans(store, spaceOf(generation), now.bannedKeys);
  // Writers wait until the checkpoint names the generation: if one has written, the database did, and has forgotten it.
  const revision = outcome === "current" ? await readLastRevision(store, generation) : null;
  await putInForce(services, now, { generation, storeId, revision });
}

interface Begun extends Declaration {
  /** The last write that it counted already; null: none. */
  readonly revision: Revision | null;
}

async function putInForce(
  services: RepairServices,
  { version }: Checkpoint,
  { generation, storeId, revision }: Begun,
): Promise<void> {
  const { tracker, setting, clock, tell } = services;
  const { replaced } = await tracker.replace(version, {
    ...{ generation, revision, declared: null, store: { id: storeId, setting } },
    ...journaledLine(services, generation, revision),
  });
  if (!replaced) return;
  if (revision !== null) tell("database_restored");
  if (beginsLine(generation)) return tell("reborn");
  const restored = (await tracker.journal?.count(lineNumber(generation.line))) ?? 0;
  const declaredAt = dateOf(generation.id) ?? clock();
  tell("recovered", { restored, durationMs: Math.max(0, clock().getTime() - declaredAt.getTime()) });
}

/** From its line's first write on the journal holds everything. */
function journaledLine(
  { tracker }: RepairServices,
  generation: Generation,
  revision: Revision | null,
): Pick<CheckpointChange, "journaledLine"> {
  if (revision !== null || tracker.journal === null) return { journaledLine: null };
  return beginsLine(generation) ? { journaledLine: generation.line } : {};
}

function beginsLine(generation: Generation): boolean {
  return generation.line === generationName(generation);
}

const CLAIMED = "The store got another id than the one that was declared for it.";
const LATER = "The store shows a later generation than the one that was declared for it.";

/** Gives the store its id where it has none, and resolves with its id and the generation that stands there. */
async function claimStore({ store }: RepairServices, storeId: string) {
  const keys = [key.generation];
  const { value: id, values } = await store.exchange(
    { key: key.storeId, value: storeId, lifetimeMs: null },
    null,
    keys,
  );
  return { id, standing: createSnapshot(keys, values).value(key.generation) };
}

async function putBans(store: Store, space: string, keyIds: readonly string[]): Promise<void> {
  for (const keyId of keyIds) {
    await store.exchange({ key: inSpace(space, key.ban(keyId)), value: keyId, lifetimeMs: null }, null, []);
  }
}
