import type { Clock } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import { adoptFirst, adoptShown, followStore } from "./adopt-store.ts";
import type { Checkpoint, Generation } from "./checkpoint.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import { withinDeadline, withOwnDeadline } from "./deadline.ts";
import { completeDeclaration, declareGeneration } from "./declare-generation.ts";
import { key } from "./keys.ts";
import { isRecoverable } from "./recovery.ts";
import { type RepairServices, readState, refuse, refuseStray } from "./repair-services.ts";
import { isSettled, isShown, type StartedCheckpoint } from "./snapshot.ts";
import type { Store } from "./store.ts";
import type { StoreEvent } from "./store-events.ts";
import { settingDigest } from "./store-identity.ts";

export interface RepairOptions {
  /** One that keeps the deadline, and rejects with `Unavailable`. */
  readonly store: Store;
  readonly tracker: CheckpointTracker;
  readonly clock: Clock;
  /** Nobody waits longer for a repair than for an answer of the store, milliseconds. */
  readonly timeoutMs: number;
  readonly observe: (event: StoreEvent) => void;
}

/**
 * Brings store and checkpoint to agree where they don't. Every step is a compare-and-set, so that any number of
 * processes may take it at once, and each can be killed or frozen before the next one.
 */
export interface StoreRepair {
  /** Takes the next step that is needed; none if they agree. Rejects with `Unavailable` where there is no such step. */
  repair(): Promise<void>;
  /** Follows a store that has counted more writes than the database knows of, if that was put back to an older state. */
  follow(): Promise<void>;
  /** Ends every token of everyone: a new generation, in a line of its own. */
  renew(): Promise<Generation>;
  /** Takes the store that this process was told to use for the right one. Everyone logs in again, unless it is the same one. */
  adopt(): Promise<void>;
}

/** What ends everyone's sessions by itself happens at most so often. */
const LOSS_EVERY_MS = 60_000;

const TRIES = 5;

/** Creates what repairs a store and its checkpoint; whatever asks for a repair meanwhile shares it. */
export function createStoreRepair({ store, tracker, clock, timeoutMs, observe }: RepairOptions): StoreRepair {
  const tell: RepairServices["tell"] = (type, about = {}) => observe({ type, store: store.name, ...about });
  const services = { store, tracker, clock, setting: settingDigest(store.setting), tell };
  let underWay: Promise<void> | null = null;
  return {
    async repair() {
      underWay ??= withOwnDeadline(() => repair(services)).finally(() => {
        underWay = null;
      });
      await waitFor(underWay, timeoutMs);
    },
    follow: () => follow(services),
    renew: () => startOver(services, refuseStray),
    adopt: () => adopt(services),
  };
}

async function repair(services: RepairServices): Promise<void> {
  const { store, tracker, tell } = services;
  const { checkpoint, at } = await tracker.fresh();
  if (checkpoint.declared !== null) return completeDeclaration(services, checkpoint, checkpoint.declared);
  const shown = await readState(store, checkpoint);
  if ((await refuseStray(services, { checkpoint, shown, at })) === "overtaken") return;
  if (!isStarted(checkpoint)) return adoptFirst(services, { checkpoint, shown, at });
  if (isShown(checkpoint, shown))
    return checkpoint.store === null ? adoptShown(services, checkpoint, shown) : undefined;
  if (await followStore(services, checkpoint, shown)) return;
  if (isRecoverable(services, checkpoint, shown)) {
    return void (await declareGeneration(services, { checkpoint, shown }, "recovery"));
  }
  if (checkpoint.lostAt !== null && at.getTime() - checkpoint.lostAt.getTime() < LOSS_EVERY_MS) {
    refuse(tell, "forgot_again", "The store has lost writes twice within a minute.");
  }
  await declareGeneration(services, { checkpoint, shown }, "loss");
}

async function follow(services: RepairServices): Promise<void> {
  const { checkpoint } = await services.tracker.fresh();
  const shown = await readState(services.store, checkpoint);
  if (isSettled(checkpoint) && isShown(checkpoint, shown)) await followStore(services, checkpoint, shown);
}

async function adopt(services: RepairServices): Promise<void> {
  const { checkpoint } = await services.tracker.fresh();
  const shown = await readState(services.store, checkpoint);
  const isSame = checkpoint.store !== null && checkpoint.store.id === shown.value(key.storeId);
  if (isSame && isStarted(checkpoint) && isShown(checkpoint, shown)) return adoptShown(services, checkpoint, shown);
  await startOver(services, async () => "ours");
}

/** Declares a new generation for the store as it is; `identify` rejects where it may not be another one. */
async function startOver(services: RepairServices, identify: typeof refuseStray): Promise<Generation> {
  const { store, tracker } = services;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { checkpoint, at } = await tracker.fresh();
    const shown = await readState(store, checkpoint);
    if ((await identify(services, { checkpoint, shown, at })) === "overtaken") continue;
    const generation = await declareGeneration(services, { checkpoint, shown }, "renewal");
    if (generation !== null) return generation;
  }
  throw new Unavailable("witness", new Error("the checkpoint keeps changing"));
}

/** Waits for a repair that others may wait for too: it goes on when this caller waits no longer. */
async function waitFor(underWay: Promise<void>, timeoutMs: number): Promise<void> {
  try {
    await withinDeadline(timeoutMs, () => underWay);
  } catch (cause) {
    throw cause instanceof Unavailable ? cause : new Unavailable("blacklist", cause);
  }
}

function isStarted(checkpoint: Checkpoint): checkpoint is StartedCheckpoint {
  return checkpoint.generation !== null;
}
