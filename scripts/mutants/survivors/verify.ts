import type { Explanation } from "../judge.ts";
import { SAME, WORDING } from "./reasons.ts";

export const VERIFY: readonly Explanation[] = [
  {
    file: "src/token/claims.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"a subject must be 1 to 200 visible ASCII characters"', '""']],
  },
  {
    file: "src/token/form.ts",
    why: SAME,
    mutants: [["BlockStatement", "{ return undefined; }", "{}"]],
  },
  {
    file: "src/token/read.ts",
    why: "The header's algorithm was compared with the key's before. One lock would do; there are two (RFC 8725 §3.1).",
    mutants: [["ObjectLiteral", "{ algorithms: [key.alg] }", "{}"]],
  },
  {
    file: "src/token/read.ts",
    why: SAME,
    mutants: [["BlockStatement", "{ return false; }", "{}"]],
  },
];
