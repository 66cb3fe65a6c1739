import type { Socket } from "node:net";

/** From so many that wait on a connection on, no more is read from it. Below that a request must not be left half read: it would be late. */
const ENOUGH_WAITING = 2_000;
/** Most that may wait in all. Then whoever has more than a few of them is cut off: each takes some kilobytes. */
const MOST_WAITING = 10_000;
const A_FEW = 10;

/** A piece of work that a connection has to do before the next one; it says when it is over. */
type Work = (over: () => void) => void;

export interface Turns {
  /** Does the work when all that came before it on the same connection is over. Dropped if the connection ends first. */
  take(socket: Socket, work: Work): void;
}

interface Line {
  isBusy: boolean;
  readonly waiting: Work[];
}

/**
 * One exchange at a time on each connection (RFC 9112 §9.3.2 lets a client send many without waiting). Between two of
 * them everybody else has their turn.
 */
export function createTurns(): Turns {
  const lines = new WeakMap<Socket, Line>();
  let waitingInAll = 0;

  const lineOf = (socket: Socket): Line => {
    const line = lines.get(socket) ?? { isBusy: false, waiting: [] };
    if (!lines.has(socket)) socket.once("close", () => drop(line));
    lines.set(socket, line);
    return line;
  };

  const drop = ({ waiting }: Line) => {
    waitingInAll -= waiting.splice(0).length;
  };

  const begin = (socket: Socket, line: Line, work: Work) => {
    line.isBusy = true;
    work(() => {
      // Node.js reads on when an answer is sent.
      if (line.waiting.length >= ENOUGH_WAITING) socket.pause();
      line.isBusy = line.waiting.length > 0;
      if (line.isBusy) setImmediate(next, socket, line);
    });
  };

  const next = (socket: Socket, line: Line) => {
    // What follows a request that was the connection's last isn't to be done (RFC 9112 §9.6).
    if (!socket.writable) drop(line);
    const work = line.waiting.shift();
    line.isBusy = work !== undefined;
    if (work === undefined) return;
    waitingInAll -= 1;
    if (line.waiting.length < ENOUGH_WAITING) socket.resume();
    begin(socket, line, work);
  };

  return {
    take(socket, work) {
      const line = lineOf(socket);
      if (!line.isBusy) return begin(socket, line, work);
      waitingInAll += 1;
      line.waiting.push(work);
      if (line.waiting.length >= ENOUGH_WAITING) socket.pause();
      if (waitingInAll > MOST_WAITING && line.waiting.length > A_FEW) socket.destroy();
    },
  };
}
