// Writes each example's walk as a file for VS Code's REST Client and as a Postman collection.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { httpFile, postmanCollection } from "./walk-files.mjs";
import { WALKS } from "./walks.mjs";

for (const [name, steps] of Object.entries(WALKS)) {
  const folder = join(import.meta.dirname, name);
  writeFileSync(join(folder, "walk.http"), httpFile(steps));
  writeFileSync(join(folder, "walk.postman_collection.json"), postmanCollection(name, steps));
}
