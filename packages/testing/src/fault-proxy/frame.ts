import type { Socket } from "node:net";

/** RESP as far as telling one message from the next needs it. https://redis.io/docs/latest/develop/reference/protocol-spec */

/** Calls `each` with every message that arrives on a socket, and destroys a socket on which something else does. */
export function readFrames(socket: Socket, each: (frame: Buffer) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    try {
      for (let end = endOfFrame(pending, 0); end !== null; end = endOfFrame(pending, 0)) {
        each(pending.subarray(0, end));
        pending = pending.subarray(end);
      }
    } catch {
      socket.destroy();
    }
  });
}

/** The name of a command, in upper case. */
export function nameOf(command: Buffer): string {
  return command.toString("latin1", 0, 64).split("\r\n", 3)[2]?.toUpperCase() ?? "";
}

/** The reply, with another shape if it is an array. */
export function misshape(reply: Buffer, shape: "integer" | "map" | "short" | "long"): Buffer {
  const { type, count, end } = lineAt(reply, 0) ?? {};
  if (type !== "*" || count === undefined || count < 0 || end === undefined) return reply;
  if (shape === "integer") return Buffer.from(`:${count}\r\n`);
  if (shape === "map") return Buffer.from(`%1\r\n+length\r\n:${count}\r\n`);
  if (shape === "long") return Buffer.concat([header(count + 1), reply.subarray(end), Buffer.from("$-1\r\n")]);
  const second = endOfFrame(reply, end);
  return second === null ? reply : Buffer.concat([header(count - 1), reply.subarray(second)]);
}

function header(count: number): Buffer {
  return Buffer.from(`*${count}\r\n`);
}

/** Where the message that starts at `start` ends; null if it isn't all there. */
function endOfFrame(bytes: Buffer, start: number): number | null {
  const line = lineAt(bytes, start);
  if (line === null) return null;
  let end = line.end;
  if ("$=!".includes(line.type)) {
    if (line.count >= 0) end += line.count + 2;
    return end <= bytes.length ? end : null;
  }
  for (let left = partsOf(line); left > 0; left--) {
    const next = endOfFrame(bytes, end);
    if (next === null) return null;
    end = next;
  }
  return end;
}

interface Line {
  readonly type: string;
  readonly count: number;
  readonly end: number;
}

function lineAt(bytes: Buffer, start: number): Line | null {
  const end = bytes.indexOf("\r\n", start);
  if (end < 0) return null;
  const type = bytes.toString("latin1", start, start + 1);
  if (!"*$+-:_#,(=!%~>".includes(type)) throw new Error("This is not RESP.");
  return { type, count: Number(bytes.toString("latin1", start + 1, end)), end: end + 2 };
}

function partsOf({ type, count }: Line): number {
  if (type === "%") return 2 * count;
  return "*~>".includes(type) ? count : 0;
}
