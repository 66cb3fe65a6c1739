/** One small change to a source, and what became of it when the tests were run. */
export interface Mutant {
  readonly group: string;
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  /** The source text that was changed, white space collapsed; and what it was changed to. */
  readonly from: string;
  readonly to: string;
  readonly status: string;
}

/** Mutants of a file that may survive, told by their text, so that they may move; each as often as it is listed. */
export interface Explanation {
  readonly file: string;
  readonly why: string;
  /** Whether a test notices these is chance: they may be noticed as well. */
  readonly byChance?: true;
  readonly mutants: readonly (readonly [mutator: string, from: string, to: string])[];
}

interface Score {
  readonly name: string;
  readonly mutants: number;
  readonly noticed: number;
  readonly percent: number;
}

export interface Judgement {
  /** Of each group, and last of all. */
  readonly scores: readonly Score[];
  readonly problems: readonly string[];
}

/** Returns a source text as mutants are told by it: its white space collapsed. */
export function collapsed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** What the scores have to reach. */
export const LEAST_PERCENT = 85;

/** A mutant that hangs is noticed. One that doesn't even load proves nothing, and counts nowhere. */
const NOTICED = ["Killed", "Timeout"];
const SURVIVED = ["Survived", "NoCoverage"];

/** Judges a run: the scores, every survivor that nobody has explained, and explanations of none. */
export function judge(mutants: readonly Mutant[], explanations: readonly Explanation[]): Judgement {
  const groups = [...new Set(mutants.map(({ group }) => group))];
  const scores = [
    ...groups.map((name) =>
      scoreOf(
        name,
        mutants.filter(({ group }) => group === name),
      ),
    ),
    scoreOf("all", mutants),
  ];
  const low = scores
    .filter(({ percent }) => !(percent >= LEAST_PERCENT))
    .map(({ name, percent }) => `${name}: ${percent.toFixed(1)} % is below ${LEAST_PERCENT} %`);
  return { scores, problems: [...low, ...unexplained(mutants, explanations)] };
}

function scoreOf(name: string, mutants: readonly Mutant[]): Score {
  const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const all = noticed + mutants.filter(({ status }) => SURVIVED.includes(status)).length;
  return { name, mutants: all, noticed, percent: (100 * noticed) / all };
}

function unexplained(mutants: readonly Mutant[], explanations: readonly Explanation[]): string[] {
  const left = explanations.flatMap(({ file, byChance = false, mutants }) =>
    mutants.map((each) => ({ text: [file, ...each].join(" | "), byChance })),
  );
  const problems: string[] = [];
  for (const { file, line, mutator, from, to, status } of mutants) {
    if (!SURVIVED.includes(status)) continue;
    const found = left.findIndex(({ text }) => text === [file, mutator, from, to].join(" | "));
    if (found >= 0) left.splice(found, 1);
    else problems.push(`${file}:${line} survives unexplained (${status}): ${mutator} | ${from} | ${to}`);
  }
  const stale = left.filter(({ byChance }) => !byChance);
  return [...problems, ...stale.map(({ text }) => `Explained, and survives no longer: ${text}`)];
}
