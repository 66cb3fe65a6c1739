import { Failure } from "../errors/failure.ts";

export interface Turns {
  take<T>(work: () => Promise<T>): Promise<T>;
  load(): Load;
}

/** Pieces of work. */
export interface Load {
  readonly running: number;
  readonly waiting: number;
}

/** Runs so much work at once and lets so much more wait, in order; the rest is refused as too many attempts. */
export function createTurns(atOnce: number, waiting: number): Turns {
  const queue: (() => void)[] = [];
  let running = 0;
  const turn = () => {
    if (running < atOnce) {
      running += 1;
      return Promise.resolve();
    }
    if (queue.length >= waiting) throw new Failure("too_many_attempts", { retryAfterSeconds: 1 });
    return new Promise<void>((resolve) => queue.push(resolve));
  };
  const passOn = () => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    async take(work) {
      await turn();
      try {
        return await work();
      } finally {
        passOn();
      }
    },
    load: () => ({ running, waiting: queue.length }),
  };
}
