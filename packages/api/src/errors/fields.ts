import type { ZodError } from "zod";

/** The most that is said about a request that is wrong everywhere. */
const MOST_FIELDS = 20;
const MOST_CHARACTERS = 60;

const UNKNOWN = "This isn’t a field of this call.";

type Issue = ZodError["issues"][number];

/** Tells what is wrong with each field of an input. What is wrong with the input as a whole is under `input`. */
export function fieldsOf({ issues }: ZodError): Readonly<Record<string, readonly string[]>> {
  const fields = new Map<string, string[]>();
  for (const [field, sentence] of issues.flatMap(sentencesOf).slice(0, MOST_FIELDS)) {
    fields.set(field, [...(fields.get(field) ?? []), sentence]);
  }
  return Object.fromEntries(fields);
}

/**
 * Names each field with what is wrong with it. An unknown key is named too: a mistyped one would look like one left
 * out.
 */
function sentencesOf(issue: Issue): [field: string, sentence: string][] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => [shortened(key), UNKNOWN]);
  const [field = "input"] = issue.path;
  return [[shortened(String(field)), issue.message]];
}

function shortened(key: string): string {
  return key.length > MOST_CHARACTERS ? `${key.slice(0, MOST_CHARACTERS)}…` : key;
}
