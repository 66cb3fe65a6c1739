import type { Explanation } from "../judge.ts";
import { WORDING } from "./reasons.ts";

export const MEMORY: readonly Explanation[] = [
  {
    file: "src/drivers/door.ts",
    why: WORDING,
    mutants: [
      ["StringLiteral", '"A store key must be short printable ASCII"', '""'],
      ["StringLiteral", '"A record can\'t have a reserved key"', '""'],
      ["StringLiteral", '"A value must be a well-formed string"', '""'],
      ["StringLiteral", '"The cursor is not one of this store"', '""'],
      ["StringLiteral", '"The cursor is not one of this store"', '""'],
    ],
  },
  {
    file: "src/drivers/memory.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"The store is closed"', '""']],
  },
  {
    file: "src/drivers/memory.ts",
    why: "An entry without a place in the log comes after no cursor, and the first put drops it.",
    mutants: [["ArrayDeclaration", "[]", '["Stryker was here"]']],
  },
];
