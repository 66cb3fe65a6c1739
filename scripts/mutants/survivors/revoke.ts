import type { Explanation } from "../judge.ts";
import { SAME, WORDING } from "./reasons.ts";

export const REVOKE: readonly Explanation[] = [
  {
    file: "src/blacklist/blacklist.ts",
    why: "What another spelling lets through is no number, no date and no dated id either.",
    mutants: [
      ["Regex", "/^\\d{13,15}$/", "/\\d{13,15}$/"],
      ["Regex", "/^\\d{13,15}$/", "/^\\d{13,15}/"],
      ["StringLiteral", '""', '"Stryker was here!"'],
    ],
  },
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
    file: "src/blacklist/sighting.ts",
    why: SAME,
    mutants: [["StringLiteral", '"recent"', '""']],
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
    file: "src/blacklist/copy.ts",
    why: "No epoch equals this text either.",
    mutants: [["StringLiteral", '""', '"Stryker was here!"']],
  },
  {
    file: "src/blacklist/copy.ts",
    why: "What is so old that it can't matter costs memory, and changes no verdict.",
    mutants: [
      ["CallExpression", "entries.prune(startedAt);", ";"],
      ["CallExpression", "entries.delete(key);", ";"],
      ["CallExpression", "entries.delete(key);", ";"],
      [
        "BlockStatement",
        "{ for (const [key, { at }] of entries) { if (at >= now - retentionMs) return; entries.delete(key); } }",
        "{}",
      ],
      ["BlockStatement", "{ if (at >= now - retentionMs) return; entries.delete(key); }", "{}"],
      ["ConditionalExpression", "at >= now - retentionMs", "true"],
      ["EqualityOperator", "at >= now - retentionMs", "at > now - retentionMs"],
    ],
  },
  {
    file: "src/blacklist/copy.ts",
    why: "A clean verdict names nobody: asked for the compiler.",
    mutants: [["ConditionalExpression", 'verdict.state === "revoked"', "true"]],
  },
  {
    file: "src/blacklist/deadline.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"The store gave no answer in time"', '""']],
  },
  {
    file: "src/blacklist/gate.ts",
    why: "Of a state and none the state is the higher: asked for the compiler.",
    mutants: [["ConditionalExpression", "state !== null", "true"]],
  },
  {
    file: "src/blacklist/gate.ts",
    why: "A state is read from the name that was just agreed on, and so there is one: asked for the compiler.",
    mutants: [
      ["ConditionalExpression", "state === null", "false"],
      ["StringLiteral", '"blacklist"', '""'],
    ],
  },
  {
    file: "src/blacklist/generation.ts",
    why: WORDING,
    mutants: [
      ["StringLiteral", '"the store\'s generation is malformed"', '""'],
      ["StringLiteral", '"the store\'s mark is malformed"', '""'],
    ],
  },
  {
    file: "src/blacklist/generation.ts",
    why: "Neither list has a third place; and numbers that differ are never equal.",
    mutants: [
      ["ArrayDeclaration", "[]", '["Stryker was here"]'],
      ["EqualityOperator", "b.number > a.number", "b.number >= a.number"],
    ],
  },
  {
    file: "src/blacklist/verdict.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"a verdict needs the answer to every record it rests on"', '""']],
  },
];
