import type { Clock } from "../clock.ts";
import { isNewer, JOURNAL_MARGIN_MS, type Journal, type JournalRow } from "./journal.ts";

/** A journal that lasts as long as this process. */
export interface MemoryJournal extends Journal {
  append(rows: readonly JournalRow[]): void;
}

/**
 * Creates an empty journal: for tests, and as the model of every other.
 *
 * @example
 * const journal = createMemoryJournal(systemClock);
 */
export function createMemoryJournal(clock: Clock): MemoryJournal {
  const rows = new Map<string, JournalRow>();
  const isLiving = ({ until }: JournalRow) => until.getTime() + JOURNAL_MARGIN_MS > clock().getTime();
  const living = (since: number) => [...rows.values()].filter((row) => row.generation >= since && isLiving(row));
  return {
    append(added) {
      for (const row of added) {
        const standing = rows.get(row.key);
        if (standing === undefined || isNewer(row, standing)) rows.set(row.key, row);
      }
    },
    find: async (key) => rows.get(key) ?? null,
    async page({ since, after, limit }) {
      const rest = living(since).filter(({ key }) => after === null || key > after);
      return { rows: rest.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, limit), at: clock() };
    },
    count: async (since) => living(since).length,
    async prune(limit) {
      const dead = [...rows.values()].filter((row) => !isLiving(row)).slice(0, limit);
      for (const { key } of dead) rows.delete(key);
      return dead.length;
    },
  };
}
