import type { Moment, Stopwatch } from "../clock.ts";
import { key } from "./keys.ts";
import type { LogEntry, StoreRecord } from "./store.ts";

/** Stands for a value that only the store knows: no epoch equals it. */
// Stryker disable next-line StringLiteral: no epoch equals this text either
const ASK_THE_STORE = "";

/** The entries of a log that can still matter, in the order in which they were heard of. */
export interface LogEntries {
  value(key: string): string | null;
  /** Takes in what this process wrote itself. */
  own(records: readonly StoreRecord[]): void;
  /** Takes in what was read by a question that was sent at `startedAt`. */
  merge(log: readonly LogEntry[], startedAt: Moment): void;
  prune(): void;
  clear(): void;
}

/** Creates an empty log, whose entries can matter for so long. */
export function createLogEntries(stopwatch: Stopwatch, retentionMs: () => number): LogEntries {
  const entries = new Map<string, { readonly value: string; readonly at: Moment }>();
  const set = (name: string, value: string, at: Moment) => {
    entries.delete(name); // so that the map stays in the order of time
    entries.set(name, { value, at });
  };
  return {
    value: (name) => entries.get(name)?.value ?? null,
    own(records) {
      const at = stopwatch.now();
      // Others may replace a subject's epoch too, and in which order only the store knows.
      for (const { key: name, value } of records) set(name, isEpoch(name) ? ASK_THE_STORE : value, at);
    },
    merge(log, startedAt) {
      for (const { key: name, value } of log) {
        const own = entries.get(name);
        const isOlderThanOwn = own?.value === ASK_THE_STORE && own.at.uptime >= startedAt.uptime;
        if (!isOlderThanOwn) set(name, value, startedAt);
      }
    },
    prune() {
      const longest = retentionMs();
      for (const [name, { at }] of entries) {
        if (stopwatch.age(at) <= longest) return;
        entries.delete(name);
      }
    },
    clear: () => entries.clear(),
  };
}

function isEpoch(name: string): boolean {
  return name.startsWith(key.subject(""));
}
