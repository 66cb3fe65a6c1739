import { fileURLToPath } from "node:url";
import { readContents } from "./contents.ts";

/** What the pages are made of, below the root of the project. */
const SOURCES = ["docs", "packages"].map((name) => fileURLToPath(new URL(`../../../${name}`, import.meta.url)));

/**
 * Makes a module of the documentation when the app is built: Next.js runs it for `src/docs/contents.docs`. Nothing of it is
 * needed where the app is served.
 * @this {{ async(): (error: unknown, module?: string) => void, addContextDependency(folder: string): void }}
 */
export default function loadDocumentation() {
  const done = this.async();
  for (const folder of SOURCES) this.addContextDependency(folder);
  readContents().then((contents) => done(null, `export default ${JSON.stringify(contents)};`), done);
}
