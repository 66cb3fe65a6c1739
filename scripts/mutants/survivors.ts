import type { Explanation } from "./judge.ts";

const WORDING = "What a message says that only developers read is no promise.";
const SAME = "Both mean the same to whoever asks.";

/** Why these mutants may live. An entry whose mutant is gone, or noticed by now, has to go too. */
export const SURVIVORS: readonly Explanation[] = [
  {
    file: "src/keys/ring.ts",
    why: "The schema has refused a set without keys already: this tells the compiler so.",
    mutants: [
      ["ConditionalExpression", "signing === undefined", "false"],
      ["StringLiteral", '"must hold at least one key"', '""'],
    ],
  },
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
