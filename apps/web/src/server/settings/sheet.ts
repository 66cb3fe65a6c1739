import type { Parser } from "./parse.ts";

/** The environment as Node gives it. An empty variable counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Something wrong with the settings: the variables to look at, and what is wrong, never their values. */
export interface Problem {
  readonly variables: readonly string[];
  readonly message: string;
}

/** Reads variables one by one and collects what is wrong with any of them. */
export interface Sheet {
  readonly problems: readonly Problem[];
  has(variable: string): boolean;
  /** Null if it is unset, or wrong. */
  read<T>(variable: string, parser: Parser<T>): T | null;
  readOr<T>(variable: string, parser: Parser<T>, fallback: T): T;
  complain(message: string, ...variables: readonly string[]): void;
}

export function createSheet(environment: Environment): Sheet {
  const problems: Problem[] = [];

  const sheet: Sheet = {
    problems,
    has: (variable) => Boolean(environment[variable]),
    read(variable, parser) {
      const text = environment[variable];
      if (!text) return null;
      const parsed = parser(text);
      if ("value" in parsed) return parsed.value;
      sheet.complain(parsed.problem, variable);
      return null;
    },
    readOr: (variable, parser, fallback) => sheet.read(variable, parser) ?? fallback,
    complain(message, ...variables) {
      problems.push({ variables, message });
    },
  };
  return sheet;
}
