import type { Explanation } from "../judge.ts";
import { WORDING } from "./reasons.ts";

export const REDIS: readonly Explanation[] = [
  {
    file: "src/drivers/keyspace.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"The store is closed"', '""']],
  },
  {
    file: "src/drivers/keyspace.ts",
    why: "To trim as of the beginning of time trims nothing either.",
    mutants: [["ConditionalExpression", "putAt === null", "false"]],
  },
  {
    file: "src/drivers/redis/address.ts",
    why: WORDING,
    mutants: [
      ["StringLiteral", '"url must be a redis:// or rediss:// URL"', '""'],
      ["StringLiteral", '"url must have nothing after the host but a database number"', '""'],
      ["StringLiteral", '"url must have a user and password that are percent-encoded"', '""'],
    ],
  },
  {
    file: "src/drivers/redis/address.ts",
    why: "A host that was parsed has its brackets at its ends and nowhere else.",
    mutants: [
      ["Regex", "/^\\[|\\]$/g", "/\\[|\\]$/g"],
      ["Regex", "/^\\[|\\]$/g", "/^\\[|\\]/g"],
    ],
  },
  {
    file: "src/drivers/redis/connection.ts",
    why: WORDING,
    mutants: [
      ["StringLiteral", '"The store closed the connection"', '""'],
      ["StringLiteral", '"The store is closed"', '""'],
      ["StringLiteral", '"The store is closed"', '""'],
    ],
  },
  {
    file: "src/drivers/redis/connection.ts",
    why: "An error after which the client gives the connection up by itself may as well count as one beyond repair.",
    mutants: [
      ["ConditionalExpression", "!isBeyondRepair(error)", "false"],
      ["ConditionalExpression", "!(error instanceof Error)", "false"],
      ["BooleanLiteral", "false", "true"],
    ],
  },
  {
    file: "src/drivers/redis/connection.ts",
    why: "How long exactly it pauses between two attempts is chance.",
    byChance: true,
    mutants: [
      ["ArithmeticOperator", "failures - 1", "failures + 1"],
      ["ArithmeticOperator", "pause * (0.5 + Math.random() / 2)", "pause / (0.5 + Math.random() / 2)"],
      ["ArithmeticOperator", "0.5 + Math.random() / 2", "0.5 - Math.random() / 2"],
      ["ArithmeticOperator", "Math.random() / 2", "Math.random() * 2"],
    ],
  },
  {
    file: "src/drivers/replies.ts",
    why: "A safe integer is a number, and what throws otherwise than by `unexpected` is unknown too: asked for the compiler.",
    mutants: [
      ["ConditionalExpression", 'typeof reply !== "number"', "false"],
      ["OptionalChaining", "/^(\\d+)-\\d+$/.exec(textOf(reply))?.[1]", "/^(\\d+)-\\d+$/.exec(textOf(reply))[1]"],
      ["ConditionalExpression", "!Array.isArray(reply)", "false"],
    ],
  },
];
