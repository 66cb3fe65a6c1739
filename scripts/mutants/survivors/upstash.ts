import type { Explanation } from "../judge.ts";
import { WORDING } from "./reasons.ts";

export const UPSTASH: readonly Explanation[] = [
  {
    file: "src/drivers/upstash.ts",
    why: WORDING,
    mutants: [
      ["StringLiteral", '"token must be printable ASCII without spaces"', '""'],
      ["StringLiteral", '"url must be an https:// or http:// URL"', '""'],
      ["StringLiteral", '"url must have no user, password, query or fragment"', '""'],
      ["StringLiteral", '"The store is closed"', '""'],
    ],
  },
  {
    file: "src/drivers/upstash.ts",
    why: "Nothing is sent but with a signal of its own: that there is none at other times is in case that once something were.",
    mutants: [
      ["ObjectLiteral", "{ late: null }", "{}"],
      ["BlockStatement", "{ turn.late = null; }", "{}"],
    ],
  },
  {
    file: "src/drivers/upstash.ts",
    why: "To the client anything is off that isn't the word base64.",
    mutants: [["BooleanLiteral", "false", "true"]],
  },
];
