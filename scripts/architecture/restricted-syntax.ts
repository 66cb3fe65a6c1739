import { type Breach, isUnder } from "./breach.ts";
import type { Mark, Source } from "./source.ts";

/** A word that sources below `of` may use only in the places `only`; as many as they like, or one of them. */
interface SyntaxWall {
  readonly what: string;
  readonly of: readonly string[];
  readonly words?: readonly string[];
  readonly strings?: RegExp;
  readonly only: readonly string[] | "one file";
  readonly instead: string;
}

const SOURCES = [
  "packages/auth/src",
  "packages/http/src",
  "packages/trpc/src",
  "packages/api/src",
  "packages/db/src",
  "packages/upstash-local/src",
  "apps/web/src",
];

const SYNTAX_WALLS: readonly SyntaxWall[] = [
  {
    what: "reads the environment",
    of: SOURCES,
    words: ["process.env"],
    only: [
      ...["apps/web/src/server/main.ts", "apps/web/src/cli/main.ts", "apps/web/src/instrumentation.ts"],
      "packages/upstash-local/src/cli.ts",
    ],
    instead: "A program hands its environment to `readSettings` once, at its start: take the value as an argument.",
  },
  {
    what: "reads the clock",
    of: ["packages/auth/src", "packages/http/src", "packages/trpc/src", "packages/api/src", "packages/db/src"],
    words: ["Date.now", "new Date()"],
    only: ["packages/auth/src/clock.ts", "packages/http/src/clock.ts"],
    instead: "Take a `Clock` as an argument, so that a test can move it.",
  },
  {
    what: "names a cookie",
    of: SOURCES,
    strings: /^(__Host-)?(access|refresh)_token$/,
    only: "one file",
    instead: "Import the name from where it is spelled already.",
  },
  {
    what: "makes a tRPC error",
    of: SOURCES,
    words: ["new TRPCError"],
    only: "one file",
    instead: "Throw or return one of the api's own refusals: one place turns them into what a client sees.",
  },
  {
    what: "knows a Redis command",
    of: ["packages/auth/src", "packages/api/src", "packages/db/src", "apps/web/src"],
    strings:
      /^(MGET|XADD|XREAD|XRANGE|XREVRANGE|XTRIM|PEXPIRE|EVAL|EVALSHA|INCRBY|FLUSHALL|FLUSHDB|CONFIG)$|redis\.call/,
    only: ["packages/auth/src/stores"],
    instead: "Only the stores in `packages/auth/src/stores/` talk to Redis: ask the `Store`.",
  },
];

export function syntaxBreaches(sources: readonly Source[]): Breach[] {
  return SYNTAX_WALLS.flatMap((wall) =>
    breachesOf(
      wall,
      sources.filter(({ path }) => isUnder(wall.of, path)),
    ),
  );
}

function breachesOf(wall: SyntaxWall, sources: readonly Source[]): Breach[] {
  const uses = sources
    .map((source) => ({ path: source.path, marks: marksOf(wall, source) }))
    .filter(({ marks }) => marks.length > 0);
  const { only } = wall;
  const wrong = only === "one file" ? (uses.length > 1 ? uses : []) : uses.filter(({ path }) => !isUnder(only, path));
  return wrong.flatMap(({ path, marks }) =>
    marks.map(({ text, line }) => ({
      at: `${path}:${line}`,
      problem: `${wall.what} (${text})`,
      instead: wall.instead,
    })),
  );
}

function marksOf({ words = [], strings }: SyntaxWall, source: Source): Mark[] {
  return [
    ...source.words.filter(({ text }) => words.includes(text)),
    ...source.strings.filter(({ text }) => strings?.test(text) ?? false),
  ];
}
