import type { Explanation } from "../judge.ts";
import { WORDING } from "./reasons.ts";

const COMMAND = "error.command as { name?: unknown";
const IS_SELECT = `"command" in error && (${COMMAND} } | undefined)?.name === "select"`;

export const REDIS: readonly Explanation[] = [
  {
    file: "src/drivers/redis/store.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"The store is closed"', '""']],
  },
  {
    file: "src/drivers/prefix.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"keyPrefix must hold a hash tag, like {curfew}:"', '""']],
  },
  {
    file: "src/drivers/redis/address.ts",
    why: WORDING,
    mutants: [
      ["StringLiteral", '"url must be a redis:// or rediss:// URL"', '""'],
      ["StringLiteral", '"url must name one host"', '""'],
      ["StringLiteral", '"url must have no query or fragment"', '""'],
      ["StringLiteral", '"url must end with ?sentinelMasterId= and the primary\'s name"', '""'],
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
      ["ConditionalExpression", IS_SELECT, "true"],
      ["LogicalOperator", IS_SELECT, `"command" in error || (${COMMAND}; } | undefined)?.name === "select"`],
      ["ConditionalExpression", `(${COMMAND} } | undefined)?.name === "select"`, "true"],
      ["OptionalChaining", `(${COMMAND} } | undefined)?.name`, `(${COMMAND}; } | undefined).name`],
      ["ConditionalExpression", 'isSelect || error.message.startsWith("Command queue state error")', "true"],
      ["StringLiteral", '"Command queue state error"', '""'],
    ],
  },
  {
    file: "src/drivers/redis/connection.ts",
    why: "Given up a second time, a connection is given up as it was; the guard spares the client one listener for each.",
    mutants: [["ConditionalExpression", "dropping", "false"]],
  },
  {
    file: "src/drivers/redis/connection.ts",
    why: "Whoever waits for a connection that was closed is refused by the client as well.",
    mutants: [
      [
        "LogicalOperator",
        'trouble ?? new StoreError("The store is closed")',
        'trouble && new StoreError("The store is closed")',
      ],
    ],
  },
  {
    file: "src/drivers/redis/connection.ts",
    why: "That it is ready although it was given up before, or ended though it was not closed, takes an order of events in one turn of the loop that nothing outside can bring about.",
    mutants: [
      ["ConditionalExpression", "!dropping", "true"],
      ["ConditionalExpression", 'client.status === "end"', "false"],
      ["StringLiteral", '"end"', '""'],
    ],
  },
  {
    file: "src/drivers/failure.ts",
    why: "What is no string is spelled like no code either: asked for the compiler.",
    mutants: [
      ["ConditionalExpression", '"code" in error && typeof error.code === "string"', "true"],
      [
        "LogicalOperator",
        '"code" in error && typeof error.code === "string"',
        '"code" in error || typeof error.code === "string"',
      ],
      ["ConditionalExpression", 'typeof error.code === "string"', "true"],
    ],
  },
  {
    file: "src/drivers/redis/pause.ts",
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
      ["ConditionalExpression", "!Array.isArray(reply)", "false"],
    ],
  },
];
