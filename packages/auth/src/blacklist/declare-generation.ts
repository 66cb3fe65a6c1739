import { Unavailable } from "../errors.ts";
import { randomId } from "../ids.ts";
import type { Checkpoint, Declaration, Generation } from "./checkpoint.ts";
import { formatGeneration, newGeneration, parseGeneration } from "./generation.ts";
import { key } from "./keys.ts";
import { type RepairServices, refuse, type Standing } from "./repair-services.ts";
import { createSnapshot } from "./snapshot.ts";
import { type Store, StoreError } from "./store.ts";

/** Declares the next generation and puts it in force; null if the checkpoint was changed meanwhile. */
export async function declareGeneration(
  services: RepairServices,
  { checkpoint, shown }: Omit<Standing, "at">,
  { isLoss }: { readonly isLoss: boolean },
): Promise<Generation | null> {
  const { tracker, clock, tell } = services;
  const standing = parseGeneration(shown.value(key.generation));
  const number = Math.max(checkpoint.generation?.number ?? 0, standing?.number ?? 0) + 1;
  const id = shown.value(key.storeId);
  const declared = { generation: newGeneration(number, clock), storeId: id ?? randomId() };
  const former = checkpoint.store !== null && checkpoint.store.id !== id ? checkpoint.store.id : undefined;
  const answer = await tracker.replace(checkpoint.version, {
    declared,
    ...(isLoss && { lost: true as const }),
    ...(former !== undefined && { givenUp: former }),
  });
  if (!answer.replaced) return null;
  if (isLoss) tell("forgot");
  await completeDeclaration(services, answer.checkpoint, declared);
  return declared.generation;
}

/** Puts a declared generation in force. Any process that comes to it may do so, and again. */
export async function completeDeclaration(
  services: RepairServices,
  checkpoint: Checkpoint,
  { generation, storeId }: Declaration,
): Promise<void> {
  const { store, tracker, setting, tell } = services;
  const before = await claimStore(services, storeId);
  const wanted = formatGeneration(generation);
  const standing = parseGeneration(before);
  if (before !== wanted && standing !== null && standing.number >= generation.number) {
    refuse(tell, "stray", "The store shows a later generation than the one that was declared for it.");
  }
  await putBans(store, checkpoint.bannedKeys);
  const { value } = await store.exchange({ key: key.generation, value: wanted, lifetimeMs: null }, before, []);
  if (value !== wanted) throw new Unavailable("blacklist", new StoreError("the store's generation changed meanwhile"));
  const change = { generation, revision: null, declared: null, store: { id: storeId, setting } };
  const { replaced } = await tracker.replace(checkpoint.version, change);
  if (replaced) tell("reborn");
}

/** Gives the store its id where it has none, and resolves with the generation that stands there. */
async function claimStore({ store, tell }: RepairServices, storeId: string): Promise<string | null> {
  const keys = [key.generation];
  const answer = await store.exchange({ key: key.storeId, value: storeId, lifetimeMs: null }, null, keys);
  if (answer.value !== storeId) {
    refuse(tell, "stray", "The store got another id than the one that was declared for it.");
  }
  return createSnapshot(keys, answer.values).value(key.generation);
}

async function putBans(store: Store, keyIds: readonly string[]): Promise<void> {
  for (const keyId of keyIds) {
    await store.exchange({ key: key.ban(keyId), value: keyId, lifetimeMs: null }, null, []);
  }
}
