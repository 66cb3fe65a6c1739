import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import type { Breach } from "./breach.ts";
import { type Document, type Link, linksOf } from "./documents.ts";

const TEST_FILE = /\.(test|spec)\.tsx?$/;

/**
 * A link to a test file claims that a test of that title stands in it; a numbered requirement of
 * a document has at least one.
 */
export function evidenceBreaches(root: string, document: Document): Breach[] {
  const claims = linksOf(document).filter(({ target }) => TEST_FILE.test(target));
  return [...claims.flatMap((claim) => claimBreaches(root, document, claim)), ...unshown(document, claims)];
}

function claimBreaches(root: string, document: Document, { text, target, line }: Link): Breach[] {
  const path = join(root, dirname(document.path), target);
  const title = text.replace(/\\(.)/g, "$1").replaceAll("`", "");
  if (!existsSync(path) || titlesOf(path).some((pattern) => pattern.test(title))) return [];
  return [
    {
      at: `${document.path}:${line}`,
      problem: `claims a test “${title}”, which is not in ${target}`,
      instead: "The text of a link to a test file is the title of a test in it, word for word.",
    },
  ];
}

function unshown({ path, text }: Document, claims: readonly Link[]): Breach[] {
  const lines = text.split("\n");
  const starts = lines.flatMap((line, index) => (/^\d+\. /.test(line) ? [index + 1] : []));
  const isEnd = (line: string) => /^(\d+\. |#)/.test(line);
  return starts.flatMap((start) => {
    const length = lines.slice(start).findIndex(isEnd);
    const end = length < 0 ? lines.length : start + length;
    if (claims.some(({ line }) => line >= start && line <= end)) return [];
    const instead = "Link the test that shows it: [title of the test](path/of/the.test.ts).";
    return [{ at: `${path}:${start}`, problem: "states a requirement that no test shows", instead }];
  });
}

/** What the titles of a file's tests look like; anything may stand where a title has a placeholder. */
function titlesOf(path: string): RegExp[] {
  const titles: RegExp[] = [];
  new Visitor({
    CallExpression({ callee, arguments: [title] }) {
      if (!/^(test|it)\b/.test(rootName(callee))) return;
      if (title?.type === "Literal" && typeof title.value === "string") titles.push(pattern([title.value]));
      if (title?.type === "TemplateLiteral")
        titles.push(pattern(title.quasis.map(({ value }) => value.cooked ?? value.raw)));
    },
  }).visit(parseSync(path, readFileSync(path, "utf8")).program);
  return titles;
}

/** `test` of `test(…)`, `test.each(…)(…)` and `test.for(…)(…)`. */
function rootName(callee: { type: string }): string {
  const {
    name,
    object,
    callee: inner,
  } = callee as { name?: string; object?: { type: string }; callee?: { type: string } };
  const next = object ?? inner;
  return name ?? (next ? rootName(next) : "");
}

function pattern(parts: readonly string[]): RegExp {
  const literal = (part: string) =>
    part
      .replaceAll("`", "")
      .split(/%[sdifjoO]|\$\w+/)
      .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".+");
  return new RegExp(`^${parts.map(literal).join(".+")}$`);
}
