import type { Parser } from "./parse.ts";
import { readSecretFile } from "./secret-file.ts";

/** The environment as Node gives it. An empty variable counts as unset, but for those that must not be empty. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Something wrong with the settings: the variables to look at, and what is wrong, never their values. */
export interface Problem {
  readonly variables: readonly string[];
  readonly message: string;
}

/** Reads variables one by one and collects what is wrong with any of them. */
export interface Sheet {
  readonly problems: readonly Problem[];
  /** Whether it was given, if only as an empty one that must not be empty. */
  has(variable: string): boolean;
  /** Null if it is unset, or wrong. */
  read<T>(variable: string, parser: Parser<T>): T | null;
  readOr<T>(variable: string, parser: Parser<T>, fallback: T): T;
  complain(message: string, ...variables: readonly string[]): void;
}

/** These may be given as a file's path in `<NAME>_FILE` instead: an environment is shown in many places. */
export const SECRETS: readonly string[] = [
  ...["DATABASE_URL", "REDIS_URL", "UPSTASH_REDIS_REST_TOKEN"],
  ...["AUTH_SIGNING_KEYS", "METRICS_TOKEN"],
];

export const fileVariable = (variable: string) => `${variable}_FILE`;

/** To leave one of these unset means something else than its owner wanted: an empty one is a template that wasn't filled. */
const NEVER_EMPTY = new Set([...SECRETS, ...SECRETS.map(fileVariable), "UPSTASH_REDIS_REST_URL", "KEY_PREFIX"]);

export function createSheet(environment: Environment): Sheet {
  const problems: Problem[] = [];
  const isGiven = (name: string) => Boolean(environment[name]) || (environment[name] === "" && NEVER_EMPTY.has(name));
  /** By which of its names it was given; null if by none. */
  const nameOf = (variable: string): string | null => {
    const names = SECRETS.includes(variable) ? [variable, fileVariable(variable)] : [variable];
    const given = names.filter(isGiven);
    if (given.length > 1) sheet.complain("must not be set both", ...given);
    return given.length === 1 ? (given[0] ?? null) : null;
  };

  const sheet: Sheet = {
    problems,
    has: (variable) => isGiven(variable) || (SECRETS.includes(variable) && isGiven(fileVariable(variable))),
    read(variable, parser) {
      const name = nameOf(variable);
      if (name === null) return null;
      const parsed = textOf(environment[name] ?? "", name === variable);
      const value = "value" in parsed ? parser(parsed.value) : parsed;
      if ("value" in value) return value.value;
      sheet.complain(value.problem, name);
      return null;
    },
    readOr: (variable, parser, fallback) => sheet.read(variable, parser) ?? fallback,
    complain(message, ...variables) {
      problems.push({ variables, message });
    },
  };
  return sheet;
}

function textOf(given: string, isText: boolean) {
  if (given === "") return { problem: "must not be empty: unset it, or give it a value" };
  return isText ? { value: given } : readSecretFile(given);
}
