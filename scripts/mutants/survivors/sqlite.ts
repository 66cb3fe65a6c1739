import type { Explanation } from "../judge.ts";
import { WORDING } from "./reasons.ts";

export const SQLITE: readonly Explanation[] = [
  {
    file: "src/drivers/sqlite.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"path must be that of a file"', '""']],
  },
  {
    file: "src/drivers/sqlite.ts",
    why: "How long exactly it pauses between two tries, and whether it tries once more at the very deadline, is chance.",
    byChance: true,
    mutants: [
      ["MethodExpression", "Math.min(2 * pause, PAUSE_MS)", "Math.max(2 * pause, PAUSE_MS)"],
      ["ArithmeticOperator", "2 * pause", "2 / pause"],
      ["EqualityOperator", "performance.now() + pause > end", "performance.now() + pause >= end"],
      ["ArithmeticOperator", "performance.now() + pause", "performance.now() - pause"],
      ["ArithmeticOperator", "pause * (0.5 + Math.random() / 2)", "pause / (0.5 + Math.random() / 2)"],
      ["ArithmeticOperator", "0.5 + Math.random() / 2", "0.5 - Math.random() / 2"],
      ["ArithmeticOperator", "Math.random() / 2", "Math.random() * 2"],
    ],
  },
  {
    file: "src/drivers/sqlite.ts",
    why: "Only a crash or a writer at the right moment gives one of the longer codes, SQLITE_BUSY_RECOVERY or _SNAPSHOT.",
    mutants: [["MethodExpression", 'error.code.startsWith("SQLITE_BUSY")', 'error.code.endsWith("SQLITE_BUSY")']],
  },
  {
    file: "src/drivers/sqlite/file.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"The database\'s journal was removed under the running process"', '""']],
  },
  {
    file: "src/drivers/sqlite/file.ts",
    why: "No file system at hand refuses a write-ahead log.",
    mutants: [
      ["BlockStatement", '{ throw new StoreError("The database can\'t keep a write-ahead log"); }', "{}"],
      ["StringLiteral", '"The database can\'t keep a write-ahead log"', '""'],
    ],
  },
  {
    file: "src/drivers/sqlite/file.ts",
    why: "Stands against a race of another program with two calls that follow each other: no test can win it.",
    mutants: [
      ["ConditionalExpression", "inodes.database !== before", "false"],
      ["StringLiteral", '"The database was replaced while it was opened"', '""'],
      ["ObjectLiteral", "{ force: true }", "{}"],
      ["BooleanLiteral", "true", "false"],
    ],
  },
  {
    file: "src/drivers/sqlite/file.ts",
    why: "What isn't closed here the garbage collector closes, at a time that no test can name.",
    mutants: [
      ["CallExpression", "database.close();", ";"],
      ["CallExpression", "database.close();", ";"],
    ],
  },
  {
    file: "src/drivers/sqlite/file.ts",
    why: "What `openSync` throws is an error with a code: asked for the compiler.",
    mutants: [
      ["ConditionalExpression", 'error instanceof Error && "code" in error', "true"],
      ["LogicalOperator", 'error instanceof Error && "code" in error', 'error instanceof Error || "code" in error'],
    ],
  },
  {
    file: "src/drivers/sqlite/file.ts",
    why: "Inodes of this machine's disks are numbers below 2^53; and what stands for none only has to be none.",
    mutants: [
      ["BooleanLiteral", "true", "false"],
      ["StringLiteral", '"none"', '""'],
    ],
  },
  {
    file: "src/drivers/sqlite/tables.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"The revision is not a number"', '""']],
  },
];
