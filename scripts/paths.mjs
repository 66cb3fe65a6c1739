import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** What the scripts fetch or note for themselves; never committed, safe to delete. */
export const tools = join(root, ".tools");

/** The web application's folder. */
export const web = join(root, "apps/web");
