/** Too much work waits already: what was brought is not done. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
  constructor() {
    super("too much work waits already");
  }
}

export interface ConcurrencyLimit {
  /** Runs work when it is this caller's turn. Rejects with `QueueFull` if too much waits. */
  take<T>(caller: string, work: () => Promise<T>): Promise<T>;
  load(): Load;
}

/** Pieces of work. */
export interface Load {
  readonly running: number;
  readonly waiting: number;
}

interface Waiter {
  begin(): void;
  refuse(failure: QueueFull): void;
}

/**
 * Runs so much work at once and lets so much more wait. Callers take turns, however much each of them
 * brings; if too much waits, the last work of the caller who brought the most is refused.
 */
export function limitConcurrency(atOnce: number, waiting: number): ConcurrencyLimit {
  const queues = new Map<string, Waiter[]>();
  let running = 0;
  let queued = 0;

  const turn = (caller: string) => {
    if (running < atOnce) {
      running += 1;
      return Promise.resolve();
    }
    if (queued >= waiting) makeRoom(caller);
    queued += 1;
    return new Promise<void>((begin, refuse) => append(queues, caller, { begin, refuse }));
  };

  const makeRoom = (caller: string) => {
    const [greediest, most] = [...queues].reduce((one, other) => (other[1].length > one[1].length ? other : one));
    if (most.length <= (queues.get(caller)?.length ?? 0) + 1) throw new QueueFull();
    most.pop()?.refuse(new QueueFull());
    if (most.length === 0) queues.delete(greediest);
    queued -= 1;
  };

  const passOn = () => {
    const [first] = queues;
    if (first === undefined) {
      running -= 1;
      return;
    }
    const [caller, [next, ...others]] = first;
    queues.delete(caller);
    if (others.length > 0) queues.set(caller, others);
    queued -= 1;
    next?.begin();
  };

  return {
    async take(caller, work) {
      await turn(caller);
      try {
        return await work();
      } finally {
        passOn();
      }
    },
    load: () => ({ running, waiting: queued }),
  };
}

function append(queues: Map<string, Waiter[]>, caller: string, waiter: Waiter): void {
  const queue = queues.get(caller);
  if (queue === undefined) queues.set(caller, [waiter]);
  else queue.push(waiter);
}
