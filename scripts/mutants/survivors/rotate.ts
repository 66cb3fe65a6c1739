import type { Explanation } from "../judge.ts";
import { WORDING } from "./reasons.ts";

export const ROTATE: readonly Explanation[] = [
  {
    file: "src/session/rotate.ts",
    why: WORDING,
    mutants: [
      ["StringLiteral", '"a rotation record is malformed"', '""'],
      ["StringLiteral", '"an answer record is malformed"', '""'],
    ],
  },
  {
    file: "src/session/rotate.ts",
    why: "Asked only of tokens that have a successor; and neither text is a plan.",
    mutants: [["StringLiteral", '""', '"Stryker was here!"']],
  },
];
