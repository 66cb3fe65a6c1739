import { type LogEntry, StoreError } from "../blacklist/store.ts";

/** Each takes a reply to what it must be, or throws: a reply out of shape answers nothing. */

export function listOf(reply: unknown, length: number): readonly unknown[] {
  if (!Array.isArray(reply) || reply.length !== length) throw unexpected();
  return reply;
}

export function textOf(reply: unknown): string {
  if (typeof reply !== "string") throw unexpected();
  return reply;
}

/** The reply to MGET: a string or null for each key. */
export function textsOf(reply: unknown, length: number): readonly (string | null)[] {
  return listOf(reply, length).map((each) => (each === null ? null : textOf(each)));
}

/** The reply to INCR. */
export function countOf(reply: unknown): number {
  if (typeof reply !== "number" || !Number.isSafeInteger(reply) || reply < 1) throw unexpected();
  return reply;
}

/** The reply to DBSIZE. */
export function sizeOf(reply: unknown): number {
  return reply === 0 ? 0 : countOf(reply);
}

/** The reply to TIME: seconds, and microseconds into the next one. */
export function dateOf(reply: unknown): Date {
  const [seconds, microseconds] = listOf(reply, 2).map(Number);
  const date = new Date(Math.floor((seconds ?? Number.NaN) * 1000 + (microseconds ?? Number.NaN) / 1000));
  if (Number.isNaN(date.getTime())) throw unexpected();
  return date;
}

/** The reply to SET, which with NX may be null: something stands there already. */
export function isStored(reply: unknown, ifAbsent: boolean): boolean {
  if (reply === "OK") return true;
  if (reply === null && ifAbsent) return false;
  throw unexpected();
}

/** The reply to XADD: the server's milliseconds when it added the entry. */
export function timeOf(reply: unknown): number {
  const milliseconds = Number(/^(\d+)-\d+$/.exec(textOf(reply))?.[1]);
  if (!Number.isSafeInteger(milliseconds)) throw unexpected();
  return milliseconds;
}

/** The reply to XRANGE: entries with their ids. */
export function logOf(reply: unknown): readonly (LogEntry & { readonly id: string })[] {
  if (!Array.isArray(reply)) throw unexpected();
  return reply.map((each: unknown) => {
    const [id, fields] = listOf(each, 2);
    const [keyName, key, valueName, value] = listOf(fields, 4);
    if (keyName !== "key" || valueName !== "value") throw unexpected();
    timeOf(id);
    return { id: textOf(id), key: textOf(key), value: textOf(value) };
  });
}

export function unexpected(): StoreError {
  return new StoreError("The store gave an unexpected reply");
}
