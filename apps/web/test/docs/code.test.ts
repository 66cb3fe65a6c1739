import { execFile } from "node:child_process";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { NAVIGATION } from "../../docs/navigation.ts";
import { blocksOf } from "./blocks.ts";
import { inFolder } from "./examples.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

/** Programs that their own tests run as they are: `api.test.ts`. */
const RUN_ELSEWHERE = ["docs/api.md"];

const DOCUMENTS = NAVIGATION.flatMap(({ entries }) => entries.map(({ file }) => file)).filter(
  (file) => !RUN_ELSEWHERE.includes(file),
);

/** The languages that are compiled, and how a file of each is called. */
const ENDINGS = new Map([
  ["ts", "mts"],
  ["tsx", "tsx"],
  ["js", "mjs"],
]);

const compilerOptions = {
  ...{
    noEmit: true,
    strict: true,
    allowJs: true,
    checkJs: true,
    noImplicitAny: false,
    useUnknownInCatchVariables: false,
  },
  ...{ module: "nodenext", moduleResolution: "nodenext", target: "es2023", types: ["node"] },
  ...{ lib: ["es2024", "dom", "dom.iterable", "dom.asynciterable", "esnext.disposable"] },
  ...{ allowImportingTsExtensions: true, skipLibCheck: true, moduleDetection: "force", experimentalDecorators: true },
  ...{ jsx: "react-jsx", emitDecoratorMetadata: true },
};

/** What only types could tell about JavaScript: that a value behind a guard is there. */
const MAY_BE_MISSING = /^\S+\.mjs\(\S+: error TS1804[78]: .*\n/gm;

test("Every program of the documentation compiles against the packages", async () => {
  const programs = DOCUMENTS.flatMap(programsOf);
  expect(programs.length).toBeGreaterThan(20);
  await inFolder({ "tsconfig.json": JSON.stringify({ compilerOptions }) }, async (folder) => {
    await linkPackages(join(folder, "node_modules"));
    for (const { path, source } of programs) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const compiled = promisify(execFile)(process.execPath, [tsc, "-p", "."], { cwd: folder });
    const { stdout } = await compiled.catch((error: { stdout: string }) => error);
    expect(stdout.replace(MAY_BE_MISSING, "")).toBe("");
  });
}, 60_000);

/** The programs of a document, each as a file of the document's own folder. */
function programsOf(document: string) {
  return blocksOf(document).flatMap(({ language, name, source }, index) => {
    const ending = ENDINGS.get(language);
    if (ending === undefined) return [];
    return [{ path: `${document.replace(/\W+/g, "-")}/${name ?? `${index}.${ending}`}`, source }];
  });
}

/** Puts every package of ours, and all that these use, where programs of other projects find them. */
async function linkPackages(modules: string): Promise<void> {
  await mkdir(join(modules, "@curfew"), { recursive: true });
  for (const name of await readdir(join(ROOT, "packages"))) {
    const folder = join(ROOT, "packages", name);
    await symlink(folder, join(modules, "@curfew", name));
    for (const used of await dependenciesOf(join(folder, "node_modules"))) {
      await mkdir(dirname(join(modules, used)), { recursive: true });
      await symlink(join(folder, "node_modules", used), join(modules, used)).catch(unlessThere);
    }
  }
  await mkdir(join(modules, "@types"), { recursive: true });
  await symlink(join(ROOT, "node_modules/@types/node"), join(modules, "@types/node")).catch(unlessThere);
}

async function dependenciesOf(modules: string): Promise<string[]> {
  const names = await readdir(modules);
  const scoped = names.filter((name) => name.startsWith("@") && name !== "@curfew");
  const inScopes = await Promise.all(
    scoped.map(async (scope) => (await readdir(join(modules, scope))).map((name) => `${scope}/${name}`)),
  );
  return [...names.filter((name) => !name.startsWith(".") && !name.startsWith("@")), ...inScopes.flat()];
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
