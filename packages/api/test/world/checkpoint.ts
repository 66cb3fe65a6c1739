import { randomBytes } from "node:crypto";
import { createMemoryJournal } from "@curfew/auth/testing";
import type { Checkpoint, Journal, Witness } from "../../src/database.ts";

const FIRST: Omit<Checkpoint, "databaseId"> = {
  version: 1,
  store: null,
  generation: null,
  revision: null,
  declared: null,
  lostAt: null,
  formerStore: null,
  bannedKeys: [],
  journaledLine: null,
  longest: { accessSeconds: 0, sessionSeconds: 0 },
};

/** A checkpoint and its journal in memory, by the clock it is given. It knows of no version before. */
export function memoryCheckpoint(now: () => Date): Witness & { readonly journal: Journal } {
  let checkpoint: Checkpoint = { ...FIRST, databaseId: randomBytes(16).toString("base64url") };
  const journal = createMemoryJournal(now);
  const seen = new Map<string, { setting: string; at: number }>();
  return {
    journal,
    read: async () => ({ checkpoint, at: now() }),
    async replace(version, { lost, givenUp, journal: rows = [], ...change }) {
      const at = now();
      if (version !== checkpoint.version) return { checkpoint, at, replaced: false };
      const former = givenUp !== undefined && { formerStore: { id: givenUp, at } };
      checkpoint = { ...checkpoint, ...change, ...(lost && { lostAt: at }), ...former, version: version + 1 };
      journal.append(rows);
      return { checkpoint, at, replaced: true };
    },
    async alive({ id, setting }) {
      seen.set(id, { setting, at: now().getTime() });
    },
    instances: async () =>
      [...seen].filter(([, { at }]) => at >= now().getTime() - 30_000).map(([id, { setting }]) => ({ id, setting })),
  };
}
