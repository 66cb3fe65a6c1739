import type { Explanation } from "../judge.ts";
import { SAME } from "./reasons.ts";

export const KEYS: readonly Explanation[] = [
  {
    file: "src/keys/ring.ts",
    why: "The schema has refused a set without keys already: this tells the compiler so.",
    mutants: [
      ["ConditionalExpression", "signing === undefined", "false"],
      ["StringLiteral", '"must hold at least one key"', '""'],
    ],
  },
  {
    file: "src/keys/ring.ts",
    why: `${SAME} A ring that signs has no source to ask: the comparison tells the compiler so.`,
    mutants: [["ConditionalExpression", "ring.signing === null", "true"]],
  },
];
