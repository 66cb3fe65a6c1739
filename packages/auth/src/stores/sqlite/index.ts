import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { type StoreContext, StoreError, type StoreFactory } from "../../blacklist/store.ts";
import type { Sized } from "../diagnostics.ts";
import { checkPrefix, KEY_PREFIX } from "../key-prefix.ts";
import { redactError } from "../redact-error.ts";
import {
  checkExchange,
  checkKeys,
  checkPositive,
  checkRestoration,
  checkTail,
  checkTimeout,
  checkWrite,
  millisecondsOf,
  positionOf,
} from "../validate.ts";
import { abandon, isCurrent, type OpenFile, openFile } from "./file.ts";
import { type Tables, type TablesOptions, tablesOf } from "./tables.ts";
import { createWriteGroup, type Operation, type WriteInGroup } from "./write-group.ts";

export interface SqliteOptions {
  /** The database file. Its directory must exist by the time of the first call. */
  readonly path: string;
  /** What all keys in the file begin with; it has to hold a hash tag, as on Redis. Default `{curfew}:`. */
  readonly keyPrefix?: string;
}

/** The longest pause between two tries at a locked database. */
const PAUSE_MS = 5;

/**
 * Keeps revocations in a SQLite file that several processes on one machine may share. A put is on the disk before it
 * resolves. The file is opened by the first call, and again when it was deleted or replaced: then
 * the store is as empty as the new file. To restore a backup stop the processes, or move the copy
 * into place: a file overwritten where it lies can't be noticed.
 *
 * Calls run on the event loop and never wait there: a locked database is tried again later, until
 * the deadline has passed. Lifetimes end by the clock, which all processes on the file must share. Throws RangeError on bad options; the file's own troubles reject each call.
 *
 * @example
 * const keys = createKeyRing(await generateKeySet());
 * const store = sqliteStore({ path: "./blacklist.db" });
 * const auth = createAuth({ issuer: "https://example.com", keys, store });
 * await auth.ready();
 * await auth.close();
 */
export function sqliteStore(options: SqliteOptions): StoreFactory<Sized> {
  checkPath(options.path);
  checkPrefix(options.keyPrefix ?? KEY_PREFIX);
  return (context) => openSqliteStore({ ...context, ...options });
}

/** Opens such a store with a clock, a deadline and a retention of one's own. */
export function openSqliteStore(options: SqliteOptions & StoreContext): Sized {
  const { path, keyPrefix = KEY_PREFIX } = options;
  checkTimeout(options.timeoutMs);
  checkPrefix(keyPrefix);
  checkPositive("logRetentionMs", options.logRetentionMs);
  checkPath(path);
  const { run, commit, close } = createRunner({ ...options, keyPrefix });
  return {
    name: "sqlite",
    setting: `sqlite ${resolve(path)} ${keyPrefix}`,
    connections: () => 0,

    async read(keys, late) {
      checkKeys(keys);
      return run((tables, now) => tables.read(keys, now), late);
    },

    async readPrimary(keys, late) {
      checkKeys(keys);
      return run((tables, now) => ({ values: tables.readPrimary(keys, now), at: now }), late);
    },

    async put(write, late) {
      checkWrite(write);
      return commit((tables, now) => tables.put(write, now), late);
    },

    async exchange(record, expected, keys, late) {
      checkExchange(record, expected, keys);
      return commit((tables, now) => ({ ...tables.exchange(record, expected, keys, now), at: now }), late);
    },

    async restore(restoration, late) {
      checkRestoration(restoration);
      return run((tables, now) => tables.restore(restoration, now), late);
    },

    async tail(query, late) {
      checkTail(query);
      const after = query.cursor === null ? 0 : positionOf(query.cursor);
      return run((tables, now) => tables.tail(query, after, now), late);
    },

    size: () => run((tables) => tables.size()),

    close,
  };
}

interface Runner {
  /** Works on the file as it lies there now; tries a locked database again until the deadline has passed. */
  run<T>(work: Operation<T>, late?: AbortSignal): Promise<T>;
  /** Does the same with a write, which shares its commit with those that come at the same time. */
  readonly commit: WriteInGroup;
  close(): Promise<void>;
}

function createRunner({
  path,
  timeoutMs,
  clock,
  ...tablesOptions
}: StoreContext & SqliteOptions & TablesOptions): Runner {
  let opened: { file: OpenFile; tables: Tables } | null = null;
  let isClosed = false;

  function open() {
    if (isClosed) throw new StoreError("The store is closed");
    if (opened !== null && !isCurrent(path, opened.file)) {
      const { file } = opened;
      opened = null;
      abandon(path, file);
    }
    opened ??= openTables(path, tablesOptions);
    return opened;
  }

  const writeInGroup = createWriteGroup({
    timeoutMs,
    isBusy,
    isOpen: () => opened?.file.database.inTransaction ?? false,
    commit(work) {
      const { file, tables } = open();
      return file.database.transaction(() => work(tables, millisecondsOf(clock))).immediate();
    },
  });
  return {
    run: (work, late) => retryWhileBusy({ timeoutMs, late }, () => work(open().tables, millisecondsOf(clock))),
    commit: (work, late) =>
      writeInGroup(work, late).catch((error: unknown) => {
        throw redactError("sqlite", error);
      }),
    async close() {
      isClosed = true;
      opened?.file.database.close();
      opened = null;
    },
  };
}

interface Patience {
  /** Without a `late`. */
  readonly timeoutMs: number;
  readonly late: AbortSignal | undefined;
}

async function retryWhileBusy<T>({ timeoutMs, late }: Patience, work: () => T): Promise<T> {
  const end = performance.now() + timeoutMs;
  // Stryker disable next-line MethodExpression,ArithmeticOperator: the pause is random
  for (let pause = 1; ; pause = Math.min(2 * pause, PAUSE_MS)) {
    try {
      late?.throwIfAborted();
      return work();
    } catch (error) {
      // Stryker disable next-line EqualityOperator,ArithmeticOperator: the pause is random
      const isOver = late === undefined && performance.now() + pause > end;
      if (!isBusy(error) || isOver) throw redactError("sqlite", error);
    }
    // Stryker disable next-line ArithmeticOperator: the pause is random
    await sleep(pause * (0.5 + Math.random() / 2));
  }
}

function openTables(path: string, options: TablesOptions): { file: OpenFile; tables: Tables } {
  const file = openFile(path);
  try {
    return { file, tables: tablesOf(file.database, options) };
  } catch (error) {
    file.database.close();
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  // Stryker disable next-line MethodExpression: only a crash yields SQLITE_BUSY_RECOVERY or _SNAPSHOT
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

function checkPath(path: string): void {
  if (path === "" || path !== path.trim() || path.startsWith(":") || path.startsWith("file:")) {
    throw new RangeError("path must be that of a file");
  }
}
