import type { Explanation } from "../judge.ts";
import { WORDING } from "./reasons.ts";

export const REVOKE: readonly Explanation[] = [
  {
    file: "src/blacklist/circuit.ts",
    why: "It is about one call, the last that was begun before an answer: three that fail after it take the store down all the same.",
    mutants: [["EqualityOperator", "call <= outdated", "call < outdated"]],
  },
  {
    file: "src/blacklist/breaker.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"the store is down"', '""']],
  },
  {
    file: "src/blacklist/breaker.ts",
    why: "A store is closed by whoever opened it, and not by way of the breaker.",
    mutants: [["ArrowFunction", "() => store.close()", "() => undefined"]],
  },
  {
    file: "src/blacklist/breaker.ts",
    why: "An answer lets the next one be tried at once in any case; and no way is empty: asked for the compiler.",
    mutants: [
      ["ConditionalExpression", "isDown", "true"],
      ["OptionalChaining", "way.at(-1)?.failed", "way.at(-1).failed"],
    ],
  },
  {
    file: "src/blacklist/budget.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"no time is left for another question"', '""']],
  },
  {
    file: "src/blacklist/budget.ts",
    why: "Nothing left to the very instant, on a clock of microseconds, is chance.",
    byChance: true,
    mutants: [["EqualityOperator", "left <= 0", "left < 0"]],
  },
  {
    file: "src/blacklist/log-entries.ts",
    why: "No epoch equals this text either.",
    mutants: [["StringLiteral", '""', '"Stryker was here!"']],
  },
  {
    file: "src/blacklist/deadline.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"The store gave no answer in time"', '""']],
  },
  {
    file: "src/blacklist/generation.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"the store\'s generation is malformed"', '""']],
  },
  {
    file: "src/blacklist/generation.ts",
    why: "The list has no second place.",
    mutants: [["ArrayDeclaration", "[]", '["Stryker was here"]']],
  },
];
