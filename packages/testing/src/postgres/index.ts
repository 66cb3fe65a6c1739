export { end, lastWords, run } from "../child-process.ts";
export { findRunner } from "./binaries.ts";
export { type PostgresPair, startPostgresPair } from "./pair.ts";
export { createDatabaseOn, type PostgresServer, startPostgres } from "./postgres.ts";
