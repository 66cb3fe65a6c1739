export type { DatabaseOptions } from "./database.ts";
export { createDatabase } from "./database.ts";
