import type { Tables } from "./tables.ts";

/** A store's operation on its tables, at the time `now`. */
export type Operation<T> = (tables: Tables, now: number) => T;

export interface WriteGroupOptions {
  /** Does the work in one transaction that holds the lock for writing. Throws what SQLite throws. */
  readonly commit: <T>(work: Operation<T>) => T;
  /** Tells whether that transaction still stands: SQLite undoes some by itself. */
  readonly isOpen: () => boolean;
  readonly isBusy: (error: unknown) => boolean;
  /** Ends the tries of a write that comes without a deadline. */
  readonly timeoutMs: number;
}

/** Does a write and resolves when it is on the disk. One that fails undoes itself alone. */
export type WriteInGroup = <T>(work: Operation<T>, late?: AbortSignal) => Promise<T>;

/** A write, and the call that waits for it. */
interface Member {
  readonly late: AbortSignal | undefined;
  /** By this process's uptime. */
  readonly end: number;
  /** Does the write. Returns what tells the caller, once it is committed. */
  run(tables: Tables, now: number): () => void;
  refuse(error: unknown): void;
}

/** So many hold the event loop and the lock for some milliseconds. */
const MOST_MEMBERS = 32;

/** The longest pause between two tries at a locked database. */
const PAUSE_MS = 5;

/**
 * Creates what commits the writes of one round of the event loop together: they wait for the disk once. While another
 * process holds the lock, those that come meanwhile join them.
 */
export function createWriteGroup(options: WriteGroupOptions): WriteInGroup {
  let waiting: Member[] = [];
  let isScheduled = false;
  let pause = 1;

  const schedule = (start: (attempt: () => void) => void) => {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    start(attempt);
  };
  const attempt = () => {
    isScheduled = false;
    const group = dropAborted(waiting.splice(0, MOST_MEMBERS));
    try {
      for (const tell of commitAll(options, group)) tell();
      pause = 1;
    } catch (error) {
      const left = options.isBusy(error) ? group.filter((member) => !isOver(member, pause)) : [];
      for (const member of group) if (!left.includes(member)) member.refuse(error);
      waiting = [...left, ...waiting];
      schedule((again) => setTimeout(again, randomly(pause)));
      // Stryker disable next-line MethodExpression,ArithmeticOperator: the pause is random
      pause = Math.min(2 * pause, PAUSE_MS);
    }
    schedule(setImmediate);
  };
  return (work, late) =>
    new Promise((resolve, reject) => {
      const run: Member["run"] = (tables, now) => {
        const result = work(tables, now);
        return () => resolve(result);
      };
      waiting.push({ late, end: performance.now() + options.timeoutMs, run, refuse: reject });
      schedule(setImmediate);
    });
}

function commitAll({ commit, isOpen }: WriteGroupOptions, group: readonly Member[]): readonly (() => void)[] {
  if (group.length === 0) return [];
  return commit((tables, now) =>
    group.map((member) => {
      try {
        return member.run(tables, now);
      } catch (error) {
        if (!isOpen()) throw error;
        return () => member.refuse(error);
      }
    }),
  );
}

/** Refuses those whose callers wait no longer. Returns the others. */
function dropAborted(members: readonly Member[]): readonly Member[] {
  for (const { late, refuse } of members) if (late?.aborted) refuse(late.reason);
  return members.filter(({ late }) => !late?.aborted);
}

function isOver({ late, end }: Member, pauseMs: number): boolean {
  // Stryker disable next-line EqualityOperator,ArithmeticOperator: the pause is random
  return late === undefined && performance.now() + pauseMs > end;
}

function randomly(pauseMs: number): number {
  // Stryker disable next-line ArithmeticOperator: the pause is random
  return pauseMs * (0.5 + Math.random() / 2);
}
