import {
  type Exchanged,
  type LogEntry,
  type PrimaryReading,
  type Restored,
  StoreError,
  type Values,
  type Written,
} from "../../blacklist/store.ts";

/** Each takes a reply to what it must be, or throws: a reply out of shape answers nothing. */

/** Reads a list of so many entries. */
export function listOf(reply: unknown, length: number): readonly unknown[] {
  // Stryker disable next-line ConditionalExpression: narrows the type
  if (!Array.isArray(reply) || reply.length !== length) throw unexpected();
  return reply;
}

/** Reads a string. */
export function textOf(reply: unknown): string {
  if (typeof reply !== "string") throw unexpected();
  return reply;
}

/** Reads the reply to MGET: a string or null for each key. */
export function textsOf(reply: unknown, length: number): Values {
  return listOf(reply, length).map((each) => (each === null ? null : textOf(each)));
}

/** The reply to INCR, or a time in milliseconds. */
function countOf(reply: unknown): number {
  // Stryker disable next-line ConditionalExpression: narrows the type
  if (typeof reply !== "number" || !Number.isSafeInteger(reply) || reply < 1) throw unexpected();
  return reply;
}

/** Reads the reply to DBSIZE. */
export function sizeOf(reply: unknown): number {
  return reply === 0 ? 0 : countOf(reply);
}

/** Reads the reply to TIME: seconds, and microseconds into the next one. */
export function dateOf(reply: unknown): Date {
  const [seconds, microseconds] = listOf(reply, 2).map(Number);
  const date = new Date(Math.floor((seconds ?? Number.NaN) * 1000 + (microseconds ?? Number.NaN) / 1000));
  if (Number.isNaN(date.getTime())) throw unexpected();
  return date;
}

/** Reads the reply to a put: the revision, and a value for each of so many keys. */
export function writtenOf(reply: unknown, keys: number): Written {
  const [revision, values] = listOf(reply, 2);
  return { revision: countOf(revision), values: textsOf(values, keys) };
}

interface Expectation {
  readonly wanted: string;
  readonly expected: string | null;
}

/** Reads the reply to an exchange. One by which neither it was done nor anything stood in its way is none. */
export function exchangedOf(reply: unknown, expectation: Expectation, keys: number): Exchanged {
  const [standing, at, values] = listOf(reply, 3);
  return { value: standingOf(standing, expectation), at: countOf(at), values: textsOf(values, keys) };
}

/** Reads the reply to a restoration of so many records, as that to an exchange. */
export function restoredOf(reply: unknown, expectation: Expectation, records: number): Restored {
  const [standing, count] = listOf(reply, 2);
  if (count !== records) throw unexpected();
  return { value: standingOf(standing, expectation) };
}

function standingOf(standing: unknown, { wanted, expected }: Expectation): string | null {
  const value = standing === null ? null : textOf(standing);
  if (value === expected && value !== wanted) throw unexpected();
  return value;
}

/** Reads the reply to a reading of the primary: the time, and a value for each of so many keys. */
export function primaryReadingOf(reply: unknown, keys: number): PrimaryReading {
  const [at, values] = listOf(reply, 2);
  return { at: countOf(at), values: textsOf(values, keys) };
}

/** Reads the reply to a tail: entries with their ids, and a value for each of so many keys. */
export function tailOf(reply: unknown, keys: number): { readonly log: readonly Entry[]; readonly values: Values } {
  const [log, values] = listOf(reply, 2);
  return { log: logOf(log), values: textsOf(values, keys) };
}

interface Entry extends LogEntry {
  readonly id: string;
}

/** The reply to XRANGE. */
function logOf(reply: unknown): readonly Entry[] {
  if (!Array.isArray(reply)) throw unexpected();
  return reply.map((each: unknown) => {
    const [id, fields] = listOf(each, 2);
    const [keyName, key, valueName, value] = listOf(fields, 4);
    if (keyName !== "key" || valueName !== "value" || !/^\d+-\d+$/.test(textOf(id))) throw unexpected();
    return { id: textOf(id), key: textOf(key), value: textOf(value) };
  });
}

/** Reads the reply to a SET that must be done. */
export function doneOf(reply: unknown): void {
  if (reply !== "OK") throw unexpected();
}

/** Creates the error for a reply out of shape. */
export function unexpected(): StoreError {
  return new StoreError("The store gave an unexpected reply");
}
