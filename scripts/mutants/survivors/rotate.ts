import type { Explanation } from "../judge.ts";
import { WORDING } from "./reasons.ts";

export const ROTATE: readonly Explanation[] = [
  {
    file: "src/session/refresh-record.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"a refresh record is malformed"', '""']],
  },
];
