import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { inspect } from "node:util";

/** What a source exports, with its doc comment. */
export interface Documented {
  readonly name: string;
  readonly kind: "function" | "const" | "class";
  /** The comment's text without its frame; empty if there is none. */
  readonly doc: string;
  /** What follows `@example`; null if nothing does. */
  readonly example: string | null;
}

const EXPORT = /(?:\/\*\*((?:(?!\*\/).)*)\*\/\n)?export (?:async )?(function|const|class) (\w+)/gs;

/** Reads every function, constant and class that the sources below a folder export. */
export function readDocumented(folder: string): Documented[] {
  const texts = globSync("**/*.ts", { cwd: folder }).map((path) => readFileSync(join(folder, path), "utf8"));
  return texts.flatMap((text) =>
    [...text.matchAll(EXPORT)].map(([, comment = "", kind, name = ""]) => {
      const doc = comment.replace(/^ ?\*? ?/gm, "").trim();
      const [, example = null] = doc.split(/^@example\n/m);
      return { name, kind: kind as Documented["kind"], doc, example };
    }),
  );
}

/** Reads what an example's comments say that it prints: they stand behind the statement. */
export function promisedBy(example: string): string[] {
  return [...example.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, text = ""]) => text);
}

type Example = (...parts: readonly unknown[]) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...parts: readonly string[]) => Example;

/** Runs an example with these names in scope, and resolves with the lines it prints. Rejects with what it throws. */
export async function runExample(example: string, scope: Readonly<Record<string, unknown>>): Promise<string[]> {
  const printed: string[] = [];
  const console = { log: (...values: readonly unknown[]) => printed.push(values.map(textOf).join(" ")) };
  const source = stripTypeScriptTypes(`async () => {\n${example}\n}`).replace(/^.*\n|\n.*$/g, "");
  await new AsyncFunction("console", ...Object.keys(scope), source)(console, ...Object.values(scope));
  return printed;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}
