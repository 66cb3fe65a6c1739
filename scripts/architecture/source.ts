import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ParseResult, parseSync, Visitor } from "oxc-parser";

/** A source file as the walls see it. Lines count from 1. */
export interface Source {
  /** From the project's folder, such as `packages/auth/src/clock.ts`. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Names and calls a wall may care about, such as `process.env` or `new TRPCError`. */
  readonly words: readonly Mark[];
  /** The values of string literals. */
  readonly strings: readonly Mark[];
  /** What the file declares: functions, classes, types and variables, their parameters and members not included. */
  readonly names: readonly Mark[];
  /** Functions and arrow functions, with how many lines of code they have. */
  readonly functions: readonly (Mark & { readonly lines: number })[];
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Gone when the types are stripped. */
  readonly typeOnly: boolean;
}

export interface Mark {
  readonly text: string;
  readonly line: number;
}

export function readSource(root: string, path: string): Source {
  return parseSource(path, readFileSync(join(root, path), "utf8"));
}

export function parseSource(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  return { path, imports: importsOf(parsed, text, lineAt), ...marksOf(parsed, text, lineAt) };
}

type LineAt = (offset: number) => number;

function importsOf({ module }: ParseResult, text: string, lineAt: LineAt): Import[] {
  const typeOnly = (entries: readonly { isType: boolean }[]) =>
    entries.length > 0 && entries.every((entry) => entry.isType);
  const imports = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    line: lineAt(start),
    typeOnly: typeOnly(entries),
  }));
  const reexports = module.staticExports.flatMap(({ entries, start }) => {
    const specifier = entries.find((entry) => entry.moduleRequest)?.moduleRequest?.value;
    return specifier ? [{ specifier, line: lineAt(start), typeOnly: typeOnly(entries) }] : [];
  });
  const dynamic = module.dynamicImports.map(({ moduleRequest, start }) => ({
    specifier: text.slice(moduleRequest.start, moduleRequest.end).replace(/^["'`]|["'`]$/g, ""),
    line: lineAt(start),
    typeOnly: false,
  }));
  return [...imports, ...reexports, ...dynamic];
}

type Marks = Omit<Source, "path" | "imports">;

function marksOf({ program }: ParseResult, text: string, lineAt: LineAt): Marks {
  const words: Mark[] = [];
  const strings: Mark[] = [];
  const names: Mark[] = [];
  const functions: (Mark & { lines: number })[] = [];
  const named = ({ id }: { id: unknown }) => {
    const { type, name, start } = (id ?? {}) as { type?: string; name?: string; start?: number };
    if (type === "Identifier" && name !== undefined) names.push({ text: name, line: lineAt(start ?? 0) });
  };
  const body = ({ start, end, id }: { start: number; end: number; id?: { name?: string } | null }) => {
    functions.push({ text: id?.name ?? "a function", line: lineAt(start), lines: codeLines(text.slice(start, end)) });
  };
  const word = (text: string, start: number) => words.push({ text, line: lineAt(start) });
  new Visitor({
    FunctionDeclaration(node) {
      named(node);
      body(node);
    },
    ArrowFunctionExpression: body,
    FunctionExpression: body,
    ClassDeclaration: named,
    TSInterfaceDeclaration: named,
    TSTypeAliasDeclaration: named,
    VariableDeclarator: named,
    MemberExpression({ object, property, start }) {
      if (object.type === "Identifier" && property.type === "Identifier")
        word(`${object.name}.${property.name}`, start);
    },
    NewExpression({ callee, arguments: args, start }) {
      if (callee.type === "Identifier") word(`new ${callee.name}${args.length === 0 ? "()" : ""}`, start);
    },
    Literal({ value, start }) {
      if (typeof value === "string") strings.push({ text: value, line: lineAt(start) });
    },
    TemplateElement({ value, start }) {
      strings.push({ text: value.raw, line: lineAt(start) });
    },
  }).visit(program);
  return { words, strings, names, functions };
}

/** The lines of a text that hold more than a comment. */
function codeLines(text: string): number {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
  return code.split("\n").filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}
