import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { Breach } from "./breach.ts";
import { filesBelow } from "./files.ts";

/** A path in back-ticks: starts in one of our folders, or is a file of the root. */
const PATH = /^(apps|packages|tests|scripts|docs|ops|\.ci)(\/[\w.@[\]()*-]+)*\/?$|^[\w.-]+\.(md|json|yaml)$/;
const CODE_BLOCK = /^```[\s\S]*?^```/gm;

export interface Document {
  readonly path: string;
  readonly text: string;
}

export interface Link {
  readonly text: string;
  readonly target: string;
  readonly line: number;
}

/** The documents of the project; what they name has to be there. */
export function documentsOf(root: string): Document[] {
  const top = readdirSync(root).filter((name) => name.endsWith(".md"));
  const inner = ["apps", "packages", "docs"].flatMap((folder) => filesBelow(root, folder, /\.md$/));
  return [...top, ...inner].map((path) => readDocument(root, path));
}

function readDocument(root: string, path: string): Document {
  const blank = (block: string) => block.replace(/[^\n]/g, "");
  return { path, text: readFileSync(join(root, path), "utf8").replace(CODE_BLOCK, blank) };
}

/** Paths in back-ticks and targets of links that aren't there. */
export function documentBreaches(root: string, document: Document): Breach[] {
  const named = matches(document.text, /`([^`\n]+)`/g).filter(({ text }) => PATH.test(text) && !isThere(root, text));
  const linked = linksOf(document).filter(({ target }) => !existsSync(join(root, dirname(document.path), target)));
  return [
    ...named.map(({ text, line }) => absent(document.path, line, text)),
    ...linked.map(({ target, line }) => absent(document.path, line, target)),
  ];
}

/** The links of a document to files of the project, without what follows a `#`. */
export function linksOf({ text }: Document): Link[] {
  return [...text.matchAll(/\[((?:\\.|`[^`]*`|[^\]\\])+)\]\(([^)\s]+)\)/g)]
    .map((match) => ({ text: match[1] ?? "", target: match[2]?.split("#")[0] ?? "", line: lineAt(text, match.index) }))
    .filter(({ target }) => target !== "" && !/^[a-z]+:/.test(target));
}

function matches(text: string, pattern: RegExp): { text: string; line: number }[] {
  return [...text.matchAll(pattern)].map((match) => ({ text: match[1] ?? "", line: lineAt(text, match.index) }));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** A path with a `*` has to match at least one file. */
function isThere(root: string, path: string): boolean {
  if (!path.includes("*")) return existsSync(join(root, path));
  const [folder = "."] = /^[^*]*(?=\/)/.exec(path) ?? [];
  const pattern = new RegExp(
    `^${normalize(path)
      .replace(/[.[\]()]/g, "\\$&")
      .replace(/\*+/g, "[^/]*")}$`,
  );
  return existsSync(join(root, folder)) && filesBelow(root, folder, /./).some((file) => pattern.test(file));
}

function absent(document: string, line: number, path: string): Breach {
  return {
    at: `${document}:${line}`,
    problem: `names ${path}, which is not there`,
    instead: "Name what has taken its place, or drop the sentence.",
  };
}
