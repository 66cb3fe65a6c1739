import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { GROUPS, LEFT_OUT, SUBJECT } from "../mutation/groups.ts";
import { type Mutant, score } from "../mutation/score.ts";

const subject = fileURLToPath(new URL(`../../${SUBJECT}`, import.meta.url));

const mutant = (status: string, change: Partial<Mutant> = {}): Mutant => ({
  ...{ group: "verify", file: "src/a.ts", line: 7, mutator: "EqualityOperator", to: "a <= b", status },
  ...change,
});
const noticed = Array.from({ length: 20 }, () => mutant("Killed"));

test("a mutant that survives is a problem, whether a test reaches it or not", () => {
  const elsewhere = mutant("NoCoverage", { file: "src/b.ts", line: 9 });
  expect(score([...noticed, mutant("Survived"), elsewhere]).problems).toEqual([
    "src/a.ts:7 survives (Survived): EqualityOperator to a <= b",
    "src/b.ts:9 survives (NoCoverage): EqualityOperator to a <= b",
  ]);
});

test("mutants that hang are noticed; those that fail to load or are disabled count nowhere", () => {
  const others = ["Timeout", "RuntimeError", "CompileError", "Ignored"].map((status) => mutant(status));
  expect(score([...noticed, ...others])).toMatchObject({ scores: [{ mutants: 21, noticed: 21 }, {}], problems: [] });
});

test("a score below 85 % is a problem in each group and in all, and so is a run without mutants", () => {
  const survivors = Array.from({ length: 4 }, () => mutant("Survived"));
  const others = Array.from({ length: 80 }, () => mutant("Timeout", { group: "rotate" }));
  const { scores, problems } = score([...noticed, ...survivors, ...others]);
  expect(scores).toEqual([
    { name: "verify", mutants: 24, noticed: 20, percent: 2000 / 24 },
    { name: "rotate", mutants: 80, noticed: 80, percent: 100 },
    { name: "all", mutants: 104, noticed: 100, percent: 10_000 / 104 },
  ]);
  expect(problems).toContain("verify: 83.3 % is below 85 %");
  expect(score([]).problems).toHaveLength(1);
});

test("every source and suite of a group exists", () => {
  const globs = Object.values(GROUPS).flatMap(({ mutate, suites }) => [...mutate, ...suites]);
  expect([...globs, ...LEFT_OUT].flatMap(expanded).filter((glob) => filesOf([glob]).length === 0)).toEqual([]);
});

test("every source is in a group, or left out for a reason", () => {
  const groups = Object.values(GROUPS).flatMap(({ mutate }) => filesOf(mutate));
  const known = new Set([...groups, ...filesOf(LEFT_OUT)]);
  expect(filesOf(["src/**/*.ts"]).filter((path) => !known.has(path))).toEqual([]);
});

function filesOf(globs: readonly string[]): string[] {
  return globSync(globs, { cwd: subject });
}

/** Spells out `{a,b}`: of a glob with braces one match would hide that another alternative has none. */
function expanded(glob: string): string[] {
  const [braces, alternatives] = /\{([^{}]*)\}/.exec(glob) ?? [];
  if (braces === undefined || alternatives === undefined) return [glob];
  return alternatives.split(",").flatMap((each) => expanded(glob.replace(braces, each)));
}
