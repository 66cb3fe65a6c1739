/** One small change to a source, and what became of it when the tests were run. */
export interface Mutant {
  readonly group: string;
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  /** What the source text was changed to. */
  readonly to: string;
  readonly status: string;
}

interface Score {
  readonly name: string;
  readonly mutants: number;
  readonly noticed: number;
  readonly percent: number;
}

export interface Report {
  /** Of each group, and last of all. */
  readonly scores: readonly Score[];
  readonly problems: readonly string[];
}

/** What the scores have to reach. */
export const LEAST_PERCENT = 85;

/** A mutant that hangs is noticed. One that doesn't load proves nothing, and one that a comment disables isn't run. */
const NOTICED = ["Killed", "Timeout"];
const SURVIVED = ["Survived", "NoCoverage"];

/** Scores a run and lists its problems: each survivor, and each group whose score is too low. */
export function score(mutants: readonly Mutant[]): Report {
  const groups = Object.entries(Object.groupBy(mutants, ({ group }) => group));
  const scores = [...groups, ["all", mutants] as const].map(([name, members = []]) => scoreOf(name, members));
  const low = scores
    .filter(({ percent }) => !(percent >= LEAST_PERCENT))
    .map(({ name, percent }) => `${name}: ${percent.toFixed(1)} % is below ${LEAST_PERCENT} %`);
  const survivors = mutants
    .filter(({ status }) => SURVIVED.includes(status))
    .map(({ file, line, mutator, to, status }) => `${file}:${line} survives (${status}): ${mutator} to ${to}`);
  return { scores, problems: [...low, ...survivors] };
}

function scoreOf(name: string, mutants: readonly Mutant[]): Score {
  const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const all = noticed + mutants.filter(({ status }) => SURVIVED.includes(status)).length;
  return { name, mutants: all, noticed, percent: (100 * noticed) / all };
}
