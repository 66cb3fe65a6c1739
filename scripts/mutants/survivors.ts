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
    file: "src/blacklist/blacklist.ts",
    why: "What another spelling lets through is no number, no date and no dated id either.",
    mutants: [
      ["Regex", "/^\\d{13,15}$/", "/\\d{13,15}$/"],
      ["Regex", "/^\\d{13,15}$/", "/^\\d{13,15}/"],
      ["StringLiteral", '""', '"Stryker was here!"'],
    ],
  },
  {
    file: "src/blacklist/blacklist.ts",
    why: "One more record is read, and nobody looks at it.",
    mutants: [["ArrayDeclaration", "[]", '["Stryker was here"]']],
  },
  {
    file: "src/blacklist/breaker.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"the store is down"', '""']],
  },
  {
    file: "src/blacklist/breaker.ts",
    why: "A store is closed by whoever opened it, and not by way of the breaker.",
    mutants: [["ArrowFunction", "() => store.close()", "() => undefined"]],
  },
  {
    file: "src/blacklist/budget.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"no time is left for another question"', '""']],
  },
  {
    file: "src/blacklist/budget.ts",
    why: "Nothing left to the very instant, on a clock of microseconds, is chance.",
    byChance: true,
    mutants: [["EqualityOperator", "left <= 0", "left < 0"]],
  },
  {
    file: "src/blacklist/copy.ts",
    why: "No epoch equals this text either.",
    mutants: [["StringLiteral", '""', '"Stryker was here!"']],
  },
  {
    file: "src/blacklist/copy.ts",
    why: "What is so old that it can't matter costs memory, and changes no verdict.",
    mutants: [
      ["CallExpression", "entries.prune(startedAt);", ";"],
      ["CallExpression", "entries.delete(key);", ";"],
      ["CallExpression", "entries.delete(key);", ";"],
      [
        "BlockStatement",
        "{ for (const [key, { at }] of entries) { if (at >= now - retentionMs) return; entries.delete(key); } }",
        "{}",
      ],
      ["BlockStatement", "{ if (at >= now - retentionMs) return; entries.delete(key); }", "{}"],
      ["ConditionalExpression", "at >= now - retentionMs", "true"],
      ["EqualityOperator", "at >= now - retentionMs", "at > now - retentionMs"],
    ],
  },
  {
    file: "src/blacklist/copy.ts",
    why: "A clean verdict names nobody: asked for the compiler.",
    mutants: [
      ["ConditionalExpression", 'verdict.state === "revoked"', "true"],
      [
        "LogicalOperator",
        'verdict.state === "revoked" && (verdict.by === "generation" || verdict.by === "subject")',
        'verdict.state === "revoked" || verdict.by === "generation" || verdict.by === "subject"',
      ],
    ],
  },
  {
    file: "src/blacklist/deadline.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"The store gave no answer in time"', '""']],
  },
  {
    file: "src/blacklist/gate.ts",
    why: "Of a state and none the state is the higher: asked for the compiler.",
    mutants: [["ConditionalExpression", "state !== null", "true"]],
  },
  {
    file: "src/blacklist/gate.ts",
    why: "A state is read from the name that was just agreed on, and so there is one: asked for the compiler.",
    mutants: [
      ["ConditionalExpression", "state === null", "false"],
      ["StringLiteral", '"blacklist"', '""'],
    ],
  },
  {
    file: "src/blacklist/generation.ts",
    why: WORDING,
    mutants: [
      ["StringLiteral", '"the store\'s generation is malformed"', '""'],
      ["StringLiteral", '"the store\'s mark is malformed"', '""'],
    ],
  },
  {
    file: "src/blacklist/generation.ts",
    why: "Neither list has a third place; and numbers that differ are never equal.",
    mutants: [
      ["ArrayDeclaration", "[]", '["Stryker was here"]'],
      ["EqualityOperator", "b.number > a.number", "b.number >= a.number"],
    ],
  },
  {
    file: "src/blacklist/verdict.ts",
    why: WORDING,
    mutants: [["StringLiteral", '"a verdict needs the answer to every record it rests on"', '""']],
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
    mutants: [["StringLiteral", '"The mark is not a number"', '""']],
  },
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
    why: "To the client anything is off that isn't the word base64, and a lifetime that is null is none.",
    mutants: [
      ["BooleanLiteral", "false", "true"],
      ["ConditionalExpression", "lifetimeMs === null", "false"],
    ],
  },
];
