import { createHash } from "node:crypto";
import type { Checkpoint } from "./checkpoint.ts";

/** Digests a setting, so that two can be told apart without being told. */
export function settingDigest(setting: string): string {
  return createHash("sha256").update(setting).digest("base64url");
}

export interface Identification {
  readonly checkpoint: Checkpoint;
  /** The id that the store shows; null: none. */
  readonly id: string | null;
  /** Digest of what this process was told to use. */
  readonly setting: string;
  /** The witness's time. */
  readonly at: Date;
}

/** Within this time a store that was given up must not turn up again. */
const GIVEN_UP_MS = 60_000;

const COMPARE = "Compare the blacklist's settings of all instances; to move to this store on purpose, adopt it.";

/**
 * Says why a store is not the checkpoint's; null if it is. Its id decides, however it is addressed. One without an id is the
 * same store, emptied, if it was named by the same setting; by another one it is another.
 */
export function strayReason({ checkpoint, id, setting, at }: Identification): string | null {
  const { store, formerStore, declared } = checkpoint;
  if (store === null || id === store.id || (id !== null && id === declared?.storeId)) return null;
  if (id === null) {
    return setting === store.setting
      ? null
      : `The store is empty, and not the one that other instances were told to use. ${COMPARE}`;
  }
  const isFormer = formerStore?.id === id && at.getTime() - formerStore.at.getTime() < GIVEN_UP_MS;
  return isFormer
    ? "Two servers answer to one setting: a store that was given up has turned up again. See that only one of them does."
    : `The store is another one than the database names. ${COMPARE}`;
}
