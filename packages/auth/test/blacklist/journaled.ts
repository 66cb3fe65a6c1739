import { createMemoryJournal } from "../../src/blacklist/memory-journal.ts";
import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import type { RefreshState, Session, SessionLedger, Witness } from "../../src/index.ts";
import { type createTestAuth, createTestClock } from "../../src/testing/index.ts";
import { cluster } from "./cluster.ts";

/** Sessions' rows, as a database keeps them. */
function memoryLedger() {
  const rows = new Map<string, { subject: string; expiresAt: Date; state: RefreshState }>();
  const ledger: SessionLedger = {
    read: async (id) => rows.get(id) ?? null,
    async raise(id, from, to) {
      const row = rows.get(id);
      if (row?.state.ordinal === from) row.state = to;
      return row?.state ?? null;
    },
  };
  const open = ({ id, subject, expiresAt, first }: Session) => {
    const state = { ordinal: 1, tokenId: first.refreshId, previousId: null, accessId: null, plannedAt: null };
    rows.set(id, { subject, expiresAt, state });
  };
  return { ledger, open };
}

/** A witness with a journal, that tells databases apart as every real one does. */
export function journalingWitness(now: () => Date, databaseId = "a-database"): Witness {
  const plain = memoryWitness(now, createMemoryJournal(now));
  const named = <T extends { readonly checkpoint: object }>(answer: T): T => {
    return { ...answer, checkpoint: { ...answer.checkpoint, databaseId } };
  };
  return {
    ...plain,
    read: async () => named(await plain.read()),
    replace: async (version, change) => named(await plain.replace(version, change)),
  };
}

/** Several processes on one store that can be swapped under them, with a journal and sessions' rows. */
export async function journaledCluster(clock = createTestClock(), witness = journalingWitness(clock.now)) {
  const shared = await cluster(clock, witness);
  const { ledger, open } = memoryLedger();
  const login = async (by: Awaited<ReturnType<typeof createTestAuth>>, subject?: string) => {
    const pair = await by.login(subject);
    open(pair.session);
    return pair;
  };
  return { ...shared, ledger, login };
}
