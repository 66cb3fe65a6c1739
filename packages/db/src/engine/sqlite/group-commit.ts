import type Sqlite from "better-sqlite3";

/** What one lease does in the transaction that it shares with others. */
export interface Member {
  /**
   * Has the transaction begin, unless it has already. Throws what SQLite throws (SQLITE_BUSY: another process writes),
   * and once SQLite has undone what this member did before.
   */
  join(): void;
  /** Takes note of an error, by which SQLite may have undone everything. */
  failed(error: unknown): void;
  /**
   * Ends what the member does, and calls `endTurn` when the next one may begin. Resolves when all that the member wrote,
   * or could see, is on disk; rejects if it was undone.
   */
  leave(endTurn: () => void): Promise<void>;
}

/** Commits what several leases write, one after the other, in one transaction: they wait for the disk once. */
export interface GroupCommit {
  /** Begins a member's work. One at a time. */
  enter(): Member;
  /** Commits what is open. Between two members only. */
  flush(): void;
}

interface Group {
  readonly startedAt: number;
  readonly done: PromiseWithResolvers<void>;
  members: number;
}

/** Other processes wait for the same lock: a group ends when it has so many members, or is so old. */
const MOST_MEMBERS = 64;
const LONGEST_MS = 10;

/** Creates what commits for the leases of one connection; `isWanted` tells whether another one is waiting. */
export function createGroupCommit(handle: Sqlite.Database, isWanted: () => boolean): GroupCommit {
  const groups = createGroups(handle);
  const createMember = (): Member => {
    let mine: Group | null = null;
    return {
      join() {
        if (mine !== null && mine !== groups.current()) throw new Error("the transaction was undone");
        mine = groups.current() ?? groups.start();
      },
      failed: groups.failed,
      leave(endTurn) {
        groups.free();
        const group = groups.current();
        const seen = mine ?? group;
        if (group === null || isOver(group)) {
          groups.flush();
          endTurn();
        } else {
          // One more round of the event loop may bring the next member.
          setImmediate(() => {
            if (!isWanted()) groups.flush();
            endTurn();
          });
        }
        return seen?.done.promise ?? Promise.resolve();
      },
    };
  };
  return {
    enter() {
      groups.occupy();
      return createMember();
    },
    flush: groups.flush,
  };
}

/** Begins and commits transactions, one after the other. */
function createGroups(handle: Sqlite.Database) {
  const [begin, commit] = [handle.prepare("begin immediate"), handle.prepare("commit")];
  let group: Group | null = null;
  let isBusy = false;

  const settle = (settled: (done: Group["done"]) => void) => {
    if (group !== null) settled(group.done);
    group = null;
  };
  const flush = () => {
    if (group === null) return;
    try {
      commit.run();
      settle(({ resolve }) => resolve());
    } catch (error) {
      if (handle.inTransaction) handle.exec("rollback");
      settle(({ reject }) => reject(error));
    }
  };
  /** The lease that waited may have given up: then no member comes that would commit. */
  const flushLate = (started: Group) => {
    setTimeout(() => {
      if (group === started && !isBusy) flush();
    }, LONGEST_MS);
  };
  return {
    flush,
    current: () => group,
    start(): Group {
      begin.run();
      const started = { startedAt: performance.now(), done: Promise.withResolvers<void>(), members: 0 };
      // A member that has failed by itself waits no longer.
      started.done.promise.catch(() => {});
      group = started;
      flushLate(started);
      return started;
    },
    failed(error: unknown) {
      if (!handle.inTransaction) settle(({ reject }) => reject(error));
    },
    /** While a member is at work nothing is committed. */
    occupy() {
      isBusy = true;
    },
    free() {
      isBusy = false;
    },
  };
}

/** Tells whether one member more was the last one. */
function isOver(group: Group): boolean {
  group.members += 1;
  return group.members >= MOST_MEMBERS || performance.now() - group.startedAt >= LONGEST_MS;
}
