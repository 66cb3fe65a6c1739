import { nameOf } from "./frame.ts";

/** One command of a client, as it came. */
export interface Command {
  readonly frame: Buffer;
  /** In upper case. */
  readonly name: string;
  /** By `performance.now()`. */
  readonly arrivedAt: number;
  /** The request is a single command, or a transaction from MULTI to EXEC: whether it begins, and ends, with this one. */
  readonly begins: boolean;
  readonly ends: boolean;
}

/** Tells where the requests of a connection begin and end. */
export function commandReader(): (frame: Buffer) => Command {
  let inTransaction = false;
  return (frame) => {
    const name = nameOf(frame);
    const begins = !inTransaction;
    inTransaction = name === "MULTI" || (inTransaction && name !== "EXEC" && name !== "DISCARD");
    return { frame, name, arrivedAt: performance.now(), begins, ends: !inTransaction };
  };
}

const SETUP = new Set(["HELLO", "AUTH", "SELECT", "CLIENT", "INFO", "READONLY"]);

/** Whether the command sets up a connection. */
export function isSetup({ name }: Command): boolean {
  return SETUP.has(name);
}

/** Not all that Redis has, but those a blacklist, a lock or a counter can be made of. */
const WRITES = new Set([
  ...["SET", "SETEX", "PSETEX", "SETNX", "GETSET", "GETDEL", "GETEX", "MSET", "MSETNX", "APPEND"],
  ...["INCR", "INCRBY", "DECR", "DECRBY", "DEL", "UNLINK", "RENAME", "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"],
  ...["XADD", "XTRIM", "XDEL", "HSET", "HDEL", "HINCRBY", "SADD", "SREM", "ZADD", "ZREM", "LPUSH", "RPUSH"],
  ...["FLUSHDB", "FLUSHALL"],
]);

/** Whether the command writes; of a script what it calls tells. */
export function isWrite({ name, frame }: Command): boolean {
  if (name !== "EVAL") return WRITES.has(name);
  const calls = frame.toString("latin1").matchAll(/redis\.p?call\(\s*['"](\w+)/g);
  return [...calls].some(([, called = ""]) => WRITES.has(called.toUpperCase()));
}
