// Packs the packages that an example names and installs them in its folder, beside what its manifest asks for.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const names = process.argv.slice(2);
if (!names.every((name) => existsSync(join("node_modules/@curfew", name)))) install();

function install() {
  const root = fileURLToPath(new URL("..", import.meta.url));
  if (!existsSync(join(root, "node_modules")))
    throw new Error(`Run "npm test" in ${root} first: packing needs what it installs.`);
  const packed = fileURLToPath(new URL(".packed", import.meta.url));
  mkdirSync(packed, { recursive: true });
  for (const name of names) npm(["pack", "--silent", "--pack-destination", packed], join(root, "packages", name));
  const tarballs = readdirSync(packed).filter((file) => names.some((name) => file.startsWith(`curfew-${name}-`)));
  npm(["install", "--no-save", "--no-audit", "--no-fund", ...tarballs.map((file) => join(packed, file))], ".");
}

function npm(args, cwd) {
  execFileSync("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
