import { CANARY } from "../calls.ts";

const ENTRY = ["1-1", ["key", "a", "value", "x"]];
const VALUES = [null, "x"];

/** A good reply to each call of `CALLS`, as a client of Redis or Upstash reads it. */
export const GOOD: Readonly<Record<string, unknown>> = {
  read: VALUES,
  readPrimary: [1, VALUES],
  put: [1, VALUES],
  exchange: [null, 1, VALUES],
  restore: [null, 0],
  tail: [[ENTRY], VALUES],
};

/** What can be wrong with a positive integer. */
const NO_COUNTS: readonly (readonly [string, unknown])[] = [
  ["nil", null],
  ["a string", "1"],
  ["zero", 0],
  ["less than zero", -1],
  ["more than exact numbers go", 2 ** 53],
  ["a list", [1]],
];

/** What can be wrong with the values of two keys. */
const NO_VALUES: readonly (readonly [string, unknown])[] = [
  ["nil", null],
  ["a string", "xx"],
  ["one value too few", ["x"]],
  ["one value too many", [null, null, null]],
  ["a number for a value", [null, 1]],
  ["a list for a value", [null, []]],
];

const ENTRIES: readonly (readonly [string, unknown])[] = [
  ["nil", null],
  ["a string", "1-1"],
  ["an entry without fields", [["1-1", null]]],
  ["an entry of one field", [["1-1", ["key", "a"]]]],
  ["an entry of three fields", [["1-1", ["key", "a", "value", "x", "more", "y"]]]],
  ["an entry of other fields", [["1-1", ["name", "a", "value", "x"]]]],
  ["an entry of one other field", [["1-1", ["key", "a", "name", "x"]]]],
  ["an entry with a number", [["1-1", ["key", "a", "value", 1]]]],
  ["an entry without an id", [[null, ["key", "a", "value", "x"]]]],
  ["an entry of another id", [["one", ["key", "a", "value", "x"]]]],
  ["an entry with something before its id", [["x1-1", ["key", "a", "value", "x"]]]],
  ["an entry with something behind its id", [["1-1x", ["key", "a", "value", "x"]]]],
  ["an entry too few parts", [["1-1"]]],
  ["a good entry and a bad one", [ENTRY, "x"]],
];

/** Replies out of shape, by the call and what is wrong with them. */
export const SHAPES: readonly (readonly [call: string, what: string, reply: unknown])[] = [
  ...NO_VALUES.map(([what, values]) => ["read", what, values] as const),
  ...["readPrimary", "put"].flatMap((call) => [
    ...NO_COUNTS.map(([what, count]) => [call, `${what} for the number`, [count, VALUES]] as const),
    ...NO_VALUES.map(([what, values]) => [call, `${what} for the values`, [1, values]] as const),
    [call, "no values", [1]] as const,
    [call, "something more", [1, VALUES, 1]] as const,
    [call, "another order", [VALUES, 1]] as const,
  ]),
  ...NO_COUNTS.map(([what, count]) => ["exchange", `${what} for the time`, [null, count, VALUES]] as const),
  ...NO_VALUES.map(([what, values]) => ["exchange", `${what} for the values`, [null, 1, values]] as const),
  ["exchange", "a number standing", [7, 1, VALUES]],
  ["exchange", "a list standing", [[], 1, VALUES]],
  ["exchange", "what was expected, and should have been replaced", [`expected ${CANARY}`, 1, VALUES]],
  ["exchange", "no values", [null, 1]],
  ["exchange", "something more", [null, 1, VALUES, 1]],
  ["restore", "a number standing", [7, 0]],
  ["restore", "what was expected, and should have been replaced", [`expected ${CANARY}`, 0]],
  ["restore", "nothing", []],
  ["restore", "another number of records", [null, 1]],
  ["restore", "something more", [null, 0, 0]],
  ["restore", "no list", null],
  ...ENTRIES.map(([what, log]) => ["tail", `${what} for the log`, [log, VALUES]] as const),
  ...NO_VALUES.map(([what, values]) => ["tail", `${what} for the values`, [[ENTRY], values]] as const),
  ["tail", "no values", [[ENTRY]]],
  ["tail", "something more", [[ENTRY], VALUES, []]],
];
