/** Sources to be mutated together, and the suites that have to notice; paths from `packages/auth`. */
export interface Group {
  readonly mutate: readonly string[];
  /** The quick ones first: the first test that fails ends a mutant. */
  readonly suites: readonly string[];
}

export const SUBJECT = "packages/auth";

/** Milliseconds a suite, with a clock that is moved and a store that breaks on command. */
const QUICK = ["test/token/*.test.ts", "test/keys/*.test.ts", "test/blacklist/*.test.ts", "test/session/*.test.ts"];

/**
 * A mutant of what runs when a module is loaded meets all suites of its group: so the stores are four groups.
 *
 * Left out are suites that take minutes and add reach, not rules (`faults`, `properties`), and those that look at other
 * processes (`exits`, `sqlite-processes`), in which no mutant is alive.
 */
export const GROUPS: Readonly<Record<string, Group>> = {
  verify: {
    mutate: ["src/token/*.ts", "src/create-auth.ts"],
    suites: QUICK,
  },
  keys: {
    mutate: ["src/keys/{key-set,import-key,known-keys,ring,remote-ring}.ts"],
    suites: ["test/keys/*.test.ts", "test/token/{keys,header}.test.ts", "test/blacklist/bans.test.ts"],
  },
  "key-file": {
    mutate: ["src/keys/file/*.ts"],
    suites: ["test/keys/file.test.ts"],
  },
  recovery: {
    mutate: ["src/blacklist/{recovery,journal,memory-journal,declare-generation,space,checkpoint-note}.ts"],
    suites: ["test/blacklist/{journal,recovery,generations,stray,revisions,bans,amnesia}.test.ts"],
  },
  revoke: {
    mutate: [
      "src/blacklist/!(recovery|journal|memory-journal|declare-generation|space|checkpoint-note).ts",
      "src/clock.ts",
    ],
    suites: ["test/stores/deadline.test.ts", ...QUICK],
  },
  rotate: {
    mutate: ["src/session/!(explain).ts", "src/lifetimes.ts"],
    suites: [...QUICK, "test/lifetimes.test.ts"],
  },
  external: {
    mutate: ["src/create-blacklist.ts", "src/external/*.ts"],
    suites: ["test/external/*.test.ts"],
  },
  memory: {
    mutate: ["src/stores/{memory,validate}.ts"],
    suites: ["test/stores/{memory,sqlite-file,redis-replies}.test.ts"],
  },
  sqlite: {
    mutate: ["src/stores/sqlite/*.ts"],
    suites: ["test/stores/{sqlite-file,sqlite,sqlite-locks,size,prefixes.world}.test.ts"],
  },
  redis: {
    mutate: ["src/stores/{key-prefix,diagnostics,redact-error}.ts", "src/stores/redis/*.ts"],
    suites: [
      "test/stores/{redact-error,diagnostics,redis-url,redis-replies}.test.ts",
      "test/stores/{size,redis-connection,redis-failover.world,redis-directory,redis,redis-server.world,prefixes.world,own-client,own-client.world}.test.ts",
    ],
  },
  upstash: {
    mutate: ["src/stores/upstash.ts"],
    suites: [
      "test/stores/upstash-replies.test.ts",
      "test/stores/{upstash-replica,upstash,size,own-client,own-client.world}.test.ts",
    ],
  },
};

/**
 * Sources that are not mutated: types, exports and random ids, which have no rules; what tests use; and
 * `session/explain.ts`, which only words for an operator what the others decide.
 */
export const LEFT_OUT: readonly string[] = [
  "src/{auth,errors,ids,index}.ts",
  "src/keys/generate.ts",
  "src/session/explain.ts",
  "src/testing/*.ts",
];
