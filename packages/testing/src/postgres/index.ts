export { findRunner } from "./binaries.ts";
export { createDatabaseOn, type PostgresServer, startPostgres } from "./postgres.ts";
export { end, lastWords, run } from "./process.ts";
