import assert from "node:assert/strict";
import type { Checkpoint, Witness } from "../blacklist/checkpoint.ts";
import { JOURNAL_MARGIN_MS, type Journal, type JournalRow } from "../blacklist/journal.ts";

/** An empty journal and its witness, and another process's view of the same. */
export interface JournalHarness {
  readonly witness: Witness;
  readonly another: Witness;
}

/** One rule of the contract in `blacklist/journal.ts`. */
export interface JournalRule {
  readonly rule: string;
  /** Rejects with an assertion's error if the rule is broken. */
  check(harness: JournalHarness): Promise<void>;
}

const SECOND_MS = 1_000;

/**
 * The contract of a journal as rules to be run one by one, each on an empty journal: every implementation keeps all.
 *
 * @example
 * for (const { rule, check } of JOURNAL_RULES) {
 *   const witness = memoryWitness();
 *   if (witness.journal !== null) await check({ witness, another: witness });
 *   console.log(rule);
 * }
 */
export const JOURNAL_RULES: readonly JournalRule[] = [
  {
    rule: "a row stands when the change that brings it is made",
    async check({ witness, another }) {
      const { journal, at } = await open(witness);
      await append(witness, [row("token:a", at)]);
      assert.deepEqual(await journalOf(another).find("token:a"), row("token:a", at));
      assert.equal(await journal.find("token:b"), null);
    },
  },
  {
    rule: "a change that isn't made brings no row",
    async check({ witness, another }) {
      const { journal, checkpoint, at } = await open(witness);
      await append(another, []);
      const { replaced } = await witness.replace(checkpoint.version, { journal: [row("token:a", at)] });
      assert.equal(replaced, false);
      assert.equal(await journal.find("token:a"), null);
    },
  },
  {
    rule: "of many who change one version, one brings its rows",
    async check({ witness, another }) {
      const { journal, checkpoint, at } = await open(witness);
      const names = Array.from({ length: 20 }, (_, i) => `token:${i}`);
      const answers = await Promise.all(
        names.map((name, i) =>
          (i % 2 ? witness : another).replace(checkpoint.version, { journal: [row(name, at), row("token:x", at)] }),
        ),
      );
      assert.equal(answers.filter(({ replaced }) => replaced).length, 1);
      assert.equal(await journal.count(0), 2);
    },
  },
  {
    rule: "a row is replaced by a newer one alone: by generation, then by revision",
    async check({ witness }) {
      const { journal, at } = await open(witness);
      const versions: readonly [number, number, string][] = [
        [2, 5, "2.5"],
        [2, 4, "2.5"],
        [2, 5, "2.5"],
        [1, 9, "2.5"],
        [2, 6, "2.6"],
        [3, 1, "3.1"],
      ];
      for (const [generation, revision, expected] of versions) {
        const value = `${generation}.${revision}`;
        await append(witness, [{ ...row("subject:a", at), value, generation, revision }]);
        assert.equal((await journal.find("subject:a"))?.value, expected);
      }
    },
  },
  {
    rule: "of several rows of one key in one change the newest stays",
    async check({ witness }) {
      const { journal, at } = await open(witness);
      const of = (revision: number) => ({ ...row("subject:a", at), value: `${revision}`, revision });
      await append(witness, [of(2), of(3), of(1)]);
      assert.equal((await journal.find("subject:a"))?.value, "3");
    },
  },
  {
    rule: "pages hold every living row once, in the order of bytes",
    async check({ witness, another }) {
      const { at } = await open(witness);
      const names = ["token:a", "token:B", "token:_", "session:z", "token:-", "token:~", "subject:a"];
      await append(
        witness,
        names.map((name) => row(name, at)),
      );
      const found = await keysOf(journalOf(another), { since: 0, limit: 2 });
      assert.deepEqual(found, [...names].sort());
    },
  },
  {
    rule: "a page tells the journal's own time",
    async check({ witness }) {
      const { journal, at } = await open(witness);
      const page = await journal.page({ since: 0, after: null, limit: 1 });
      assert.ok(page.at.getTime() >= at.getTime());
      assert.ok(page.at.getTime() < at.getTime() + 60 * SECOND_MS);
    },
  },
  {
    rule: "rows of earlier generations than asked for are left out",
    async check({ witness }) {
      const { journal, at } = await open(witness);
      await append(
        witness,
        [1, 2, 3].map((generation) => ({ ...row(`token:${generation}`, at), generation })),
      );
      assert.deepEqual(await keysOf(journal, { since: 2, limit: 10 }), ["token:2", "token:3"]);
      assert.equal(await journal.count(2), 2);
    },
  },
  {
    rule: "a row lives until a day after its end",
    async check({ witness }) {
      const { journal, at } = await open(witness);
      await append(witness, [
        row("token:dead", at, -JOURNAL_MARGIN_MS - SECOND_MS),
        row("token:late", at, 60 * SECOND_MS - JOURNAL_MARGIN_MS),
        row("token:living", at),
      ]);
      assert.deepEqual(await keysOf(journal, { since: 0, limit: 10 }), ["token:late", "token:living"]);
      assert.equal(await journal.count(0), 2);
    },
  },
  {
    rule: "pruning deletes what is dead, at most so many, and nothing else",
    async check({ witness }) {
      const { journal, at } = await open(witness);
      const dead = Array.from({ length: 5 }, (_, i) => row(`token:${i}`, at, -JOURNAL_MARGIN_MS - SECOND_MS));
      await append(witness, [...dead, row("token:living", at)]);
      assert.equal(await journal.prune(3), 3);
      assert.equal(await journal.prune(3), 2);
      assert.equal(await journal.prune(3), 0);
      assert.equal(await journal.count(0), 1);
      assert.equal(await journal.find("token:0"), null);
    },
  },
  {
    rule: "a thousand rows are one change",
    async check({ witness }) {
      const { journal, at } = await open(witness);
      const rows = Array.from({ length: 1_000 }, (_, i) => row(`token:${i}`, at));
      await append(witness, rows);
      assert.equal(await journal.count(0), 1_000);
    },
  },
  {
    rule: "the checkpoint keeps the journaled line, and forgets it when told to",
    async check({ witness, another }) {
      const { checkpoint } = await open(witness);
      assert.equal(checkpoint.journaledLine, null);
      const line = "1.abc";
      const first = await witness.replace(checkpoint.version, { journaledLine: line });
      assert.equal((await another.read()).checkpoint.journaledLine, line);
      const second = await witness.replace(first.checkpoint.version, { bannedKeys: ["a"] });
      assert.equal(second.checkpoint.journaledLine, line);
      await witness.replace(second.checkpoint.version, { journaledLine: null });
      assert.equal((await another.read()).checkpoint.journaledLine, null);
    },
  },
];

async function open(witness: Witness): Promise<{ journal: Journal; checkpoint: Checkpoint; at: Date }> {
  return { journal: journalOf(witness), ...(await witness.read()) };
}

function journalOf({ journal }: Witness): Journal {
  assert.ok(journal, "the witness has no journal");
  return journal;
}

/** A row that lives an hour from `at`, or as long as is told. */
function row(key: string, at: Date, leftMs = 3_600 * SECOND_MS): JournalRow {
  return { key, value: "value", until: new Date(at.getTime() + leftMs), generation: 1, revision: 1 };
}

async function append(witness: Witness, journal: readonly JournalRow[]): Promise<void> {
  const { checkpoint } = await witness.read();
  const { replaced } = await witness.replace(checkpoint.version, { journal });
  assert.equal(replaced, true);
}

async function keysOf(journal: Journal, { since, limit }: { since: number; limit: number }): Promise<string[]> {
  const keys: string[] = [];
  for (let after: string | null = null; ; ) {
    const { rows } = await journal.page({ since, after, limit });
    keys.push(...rows.map(({ key }) => key));
    after = rows.at(-1)?.key ?? null;
    if (after === null) return keys;
  }
}
