import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { assertFirstLoad, firstLoad } from "../setup/first-load.mjs";

/** Makes a folder with what a build says of itself. */
function build(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "curfew-build-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test("A page's first load is what every page loads and what its own components are in, each once", () => {
  const manifest = { entryJSFiles: { layout: ["shared.js"], page: ["shared.js", "own.js"] } };
  const folder = build({
    "build-manifest.json": JSON.stringify({ rootMainFiles: ["main.js"], polyfillFiles: [] }),
    "server/app/login/page_client-reference-manifest.js": `globalThis.M = globalThis.M || {};\nglobalThis.M["/login"] = ${JSON.stringify(manifest)};`,
    "main.js": "m",
    "shared.js": "s",
    "own.js": "o",
  });
  // Each file is 21 bytes of gzip; a kilobyte is begun.
  expect(firstLoad(folder)).toEqual({ "/login": 1 });
});

test("A build is refused with a page above its budget, new pages included", () => {
  const budget = { "*": 200, "/": 178 };
  expect(() => assertFirstLoad({ "/": 179, "/new": 201 }, budget)).not.toThrow();
  expect(() => assertFirstLoad({ "/": 180 }, budget)).toThrow("/ loads 180 kB, 178 is recorded");
  expect(() => assertFirstLoad({ "/new": 202 }, budget)).toThrow("/new loads 202 kB, 200 is recorded");
});
