/** `node scripts/architecture/main.ts`: fails with a line for every rule of the structure that is broken, and what to do instead. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cycleBreaches } from "./cycles.ts";
import { documentBreaches, documentsOf } from "./documents.ts";
import { evidenceBreaches } from "./evidence.ts";
import { filesBelow } from "./files.ts";
import { functionLengthBreaches } from "./function-length.ts";
import { importBreaches } from "./imports.ts";
import { lockfileBreaches } from "./lockfile.ts";
import { syntaxBreaches } from "./restricted-syntax.ts";
import { retiredWordBreaches } from "./retired-words.ts";
import { readSource } from "./source.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = ["apps", "packages", "tests"]
  .flatMap((folder) => filesBelow(root, folder, /\.tsx?$/))
  .map((path) => readSource(root, path));
const documents = documentsOf(root);

const breaches = [
  ...importBreaches(sources),
  ...cycleBreaches(sources),
  ...functionLengthBreaches(sources),
  ...retiredWordBreaches(sources),
  ...syntaxBreaches(sources),
  ...documents.flatMap((document) => documentBreaches(root, document)),
  ...documents.filter(({ path }) => path === "SECURITY.md").flatMap((document) => evidenceBreaches(root, document)),
  ...lockfileBreaches("pnpm-lock.yaml", readFileSync(join(root, "pnpm-lock.yaml"), "utf8")),
];

for (const { at, problem, instead } of breaches) console.error(`${at} ${problem}.\n    ${instead}`);
process.exitCode = breaches.length > 0 ? 1 : 0;
