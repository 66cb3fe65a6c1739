import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { GROUPS, SUBJECT } from "../mutants/groups.ts";
import { collapsed, type Explanation, judge, type Mutant } from "../mutants/judge.ts";
import { SURVIVORS } from "../mutants/survivors/index.ts";

const subject = fileURLToPath(new URL(`../../${SUBJECT}`, import.meta.url));

const mutant = (status: string, change: Partial<Mutant> = {}): Mutant => ({
  ...{ group: "verify", file: "src/a.ts", line: 7, mutator: "EqualityOperator", from: "a < b", to: "a <= b", status },
  ...change,
});
const noticed = Array.from({ length: 20 }, () => mutant("Killed"));
const explained: Explanation = {
  file: "src/a.ts",
  why: "the same",
  mutants: [["EqualityOperator", "a < b", "a <= b"]],
};

test("a mutant that survives unexplained is a problem, whether no test notices it or none even reaches it", () => {
  const elsewhere = mutant("NoCoverage", { file: "src/b.ts", line: 9 });
  expect(judge([...noticed, mutant("Survived"), elsewhere], []).problems).toEqual([
    "src/a.ts:7 survives unexplained (Survived): EqualityOperator | a < b | a <= b",
    "src/b.ts:9 survives unexplained (NoCoverage): EqualityOperator | a < b | a <= b",
  ]);
});

test("an explained mutant may survive wherever it stands in its file, and no second one of its kind with it", () => {
  expect(judge([...noticed, mutant("Survived", { line: 70 })], [explained]).problems).toEqual([]);
  expect(judge([...noticed, mutant("Survived"), mutant("Survived")], [explained]).problems).toHaveLength(1);
  expect(judge([...noticed, mutant("Survived", { to: "a > b" })], [explained]).problems).toHaveLength(2);
});

test("an explanation of a mutant that is noticed by now, or is gone, is a problem", () => {
  const problems = ["Explained, and survives no longer: src/a.ts | EqualityOperator | a < b | a <= b"];
  expect(judge(noticed, [explained]).problems).toEqual(problems);
  expect(judge([...noticed, mutant("Timeout")], [explained]).problems).toEqual(problems);
});

test("what only chance notices may survive and may be noticed", () => {
  const byChance: Explanation = { ...explained, byChance: true };
  for (const status of ["Killed", "Survived"])
    expect(judge([...noticed, mutant(status)], [byChance]).problems).toEqual([]);
  expect(judge([...noticed, mutant("Survived"), mutant("Survived")], [byChance]).problems).toHaveLength(1);
});

test("a score below 85 % is a problem in each group and in all, and so is a run without mutants", () => {
  const survivors = Array.from({ length: 4 }, () => mutant("Survived"));
  const others = Array.from({ length: 80 }, () => mutant("Timeout", { group: "rotate" }));
  const told = [{ ...explained, mutants: survivors.flatMap(() => explained.mutants) }];
  const { scores, problems } = judge([...noticed, mutant("RuntimeError"), ...survivors, ...others], told);
  expect(scores).toEqual([
    { name: "verify", mutants: 24, noticed: 20, percent: 2000 / 24 },
    { name: "rotate", mutants: 80, noticed: 80, percent: 100 },
    { name: "all", mutants: 104, noticed: 100, percent: 10_000 / 104 },
  ]);
  expect(problems).toEqual(["verify: 83.3 % is below 85 %"]);
  expect(judge([], []).problems).toHaveLength(1);
});

test("every source and suite of a group exists", () => {
  const globs = Object.values(GROUPS).flatMap(({ mutate, suites }) => [...mutate, ...suites]);
  expect(globs.filter((glob) => globSync(glob, { cwd: subject }).length === 0)).toEqual([]);
});

test("every mutant that is explained changes a text of its source", () => {
  const textOf = (file: string) => collapsed(readFileSync(`${subject}/${file}`, "utf8"));
  const gone = SURVIVORS.flatMap(({ file, mutants }) =>
    mutants.filter(([, from]) => !textOf(file).includes(from)).map(([, from]) => `${file}: ${from}`),
  );
  expect(gone).toEqual([]);
});
