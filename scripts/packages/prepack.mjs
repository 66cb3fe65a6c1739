/** Run by npm and pnpm before they pack a package: compiles it, and puts the manifest in place that its users get. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../child.mjs";
import { root } from "../paths.mjs";
import { publishManifest } from "./manifest.mjs";

const folder = process.cwd();
rmSync("dist", { recursive: true, force: true });
const compiler = join(root, "node_modules/typescript/bin/tsc");
const { code, output } = await run("node", [compiler, "-p", "tsconfig.build.json"], { env: process.env, cwd: folder });
if (code === 0) publishManifest(folder);
else console.error(output);
process.exitCode = code;
