import { expect, test } from "vitest";
import { canonicalJson } from "../../src/external/canonical-json.ts";

test("The order of members changes nothing", () => {
  expect(canonicalJson({ b: 1, a: { d: [1, { f: 1, e: 2 }], c: null } })).toBe(
    canonicalJson({ a: { c: null, d: [1, { e: 2, f: 1 }] }, b: 1 }),
  );
});

// The input and the result of RFC 8785 §3.2.2 and §3.2.3, written as escapes.
test("The example of RFC 8785 is written as the RFC writes it", () => {
  const input = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`);
  expect(canonicalJson(input)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"` +
      '\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test("Members are sorted by UTF-16 code units", () => {
  const names = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
  const sorted = JSON.parse(canonicalJson(Object.fromEntries(names.map((name) => [name, 0]))));
  expect(Object.keys(sorted)).toEqual(["1", "\r", "\u0080", "\u00f6", "\u20ac", "\u{1f600}", "\ufb33"]);
});

test("A member that is undefined is none", () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});
