import { dateOf } from "../ids.ts";
import type { SignedClaims } from "../token/claims.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import { generationName, parseGeneration } from "./generation.ts";
import { key, revocationKeys } from "./keys.ts";
import { isSettled, isShown, readSnapshot, stateKeys } from "./snapshot.ts";
import { spaceOf } from "./space.ts";
import { checkStatus, type RevocationStatus } from "./status.ts";
import { REVISION_KEY, type Store } from "./store.ts";
import { strayReason } from "./store-identity.ts";

/** A token's status, and every record that it rests on. */
export interface Examination {
  /** Null: the store doesn't show what it has to, and isn't believed. */
  readonly status: RevocationStatus | null;
  /** What the store keeps of the newest refresh token of its session. */
  readonly refresh: string | null;
  readonly findings: readonly Finding[];
}

/** A record that was asked, and what stands there. */
export interface Finding {
  readonly record: string;
  /** Null: nothing stands there. */
  readonly value: string | null;
  /** When it was put there; null if it doesn't say. */
  readonly since: Date | null;
}

/** What the store shows of itself, held against the checkpoint. */
export interface Inspection {
  /**
   * `good`: it shows all that it has to. `new`: nothing was ever agreed on. `forgot`: it lost writes that were answered.
   * `stray`: it is another one than the database names. `unfinished`: a new generation is on its way.
   */
  readonly condition: "good" | "new" | "forgot" | "stray" | "unfinished";
  /** What to compare, for a stray one. */
  readonly detail: string | null;
  /** Null: the store has none. */
  readonly generation: string | null;
  /** Since when that stands. */
  readonly since: Date | null;
  /** How many writes the store has counted. */
  readonly revision: number;
}

export interface ExaminerOptions {
  readonly store: Store;
  readonly tracker: CheckpointTracker;
  readonly setting: string;
}

/** Writes nothing to the store. */
export interface Examiner {
  examine(claims: SignedClaims): Promise<Examination>;
  inspect(): Promise<Inspection>;
}

/** Creates what shows an operator the store as it is. */
export function createExaminer({ store, tracker, setting }: ExaminerOptions): Examiner {
  return {
    async examine(claims) {
      const { checkpoint } = await tracker.fresh();
      const revocations = revocationKeys(claims);
      const refresh = key.refresh(claims.sessionId);
      const keys = [...stateKeys(checkpoint), key.generation, ...revocations, refresh];
      const shown = await readSnapshot(store, spaceOf(checkpoint.generation), keys);
      const isBelieved = isSettled(checkpoint) && isShown(checkpoint, shown);
      const status = isBelieved ? checkStatus(claims, { ...shown, generation: checkpoint.generation }) : null;
      const generation = parseGeneration(shown.value(key.generation));
      const findings = [
        {
          record: key.generation,
          value: generation && generationName(generation),
          since: generation && dateOf(generation.id),
        },
        ...revocations.map((each) => finding(each, shown.value(each))),
      ];
      return { status, refresh: shown.value(refresh), findings };
    },
    async inspect() {
      const { checkpoint, at } = await tracker.fresh();
      const keys = [...stateKeys(checkpoint), key.generation, key.storeId, REVISION_KEY];
      const shown = await readSnapshot(store, spaceOf(checkpoint.generation), keys);
      const generation = parseGeneration(shown.value(key.generation));
      const detail = strayReason({ checkpoint, id: shown.value(key.storeId), setting, at });
      const condition = () => {
        if (detail !== null) return "stray";
        if (checkpoint.generation === null || checkpoint.store === null) return "new";
        if (!isSettled(checkpoint)) return "unfinished";
        return isShown(checkpoint, shown) ? "good" : "forgot";
      };
      return {
        condition: condition(),
        detail,
        generation: generation && generationName(generation),
        since: generation && dateOf(generation.id),
        revision: Number(shown.value(REVISION_KEY) ?? 0),
      };
    },
  };
}

function finding(record: string, value: string | null): Finding {
  const instant = Date.parse(value ?? "");
  return { record, value, since: Number.isNaN(instant) ? dateOf(value ?? "") : new Date(instant) };
}
