import type { Socket } from "node:net";
import { type Listener, listener } from "./listener.ts";

export interface FakeRedis extends Listener {
  /** The names of the commands received, in order. */
  commands(): readonly string[];
}

type Reply = (name: string, args: readonly string[], socket: Socket) => string | null;

/** A server that answers each command as `reply` says, in RESP; null: not at all. It never hangs up, and ends with the test. */
export async function fakeRedis(reply: Reply, port = 0): Promise<FakeRedis> {
  const commands: string[] = [];
  const server = await listener((socket) => serve(socket), port);

  function serve(socket: Socket): void {
    let pending = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      pending += chunk;
      for (let found = first(pending); found !== null; found = first(pending)) {
        pending = pending.slice(found.length);
        const [name = "", ...args] = found.words;
        commands.push(name.toLowerCase());
        const answer = reply(name.toLowerCase(), args, socket);
        if (answer !== null) socket.write(answer);
      }
    });
  }

  return { ...server, commands: () => commands };
}

/** What each call of a store sends to Redis, by its name. */
export const SENT: Readonly<Record<string, readonly string[]>> = {
  read: ["mget"],
  readPrimary: ["eval"],
  put: ["eval"],
  exchange: ["eval"],
  restore: ["eval"],
  tail: ["eval"],
};

/** The first whole command of the text: enough for clients that send ASCII in arrays of strings. */
function first(text: string): { words: string[]; length: number } | null {
  const count = /^\*(\d+)\r\n/.exec(text);
  if (count === null) return null;
  const words: string[] = [];
  let at = count[0].length;
  for (let left = Number(count[1]); left > 0; left -= 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null) return null;
    at += size[0].length;
    const end = at + Number(size[1]);
    if (text.length < end + 2) return null;
    words.push(text.slice(at, end));
    at = end + 2;
  }
  return { words, length: at };
}

/** RESP for a value: a string in bulk, a number, nil, or a list of these. What is already RESP goes in as `raw`. */
export function resp(value: string | number | null | Raw | readonly unknown[]): string {
  if (value === null) return "$-1\r\n";
  if (value instanceof Raw) return value.text;
  if (typeof value === "number") return `:${value}\r\n`;
  if (typeof value === "string") return `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
  return `*${value.length}\r\n${value.map((each) => resp(each as string)).join("")}`;
}

class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const raw = (line: string) => new Raw(`${line}\r\n`);
export const OK = raw("+OK");
