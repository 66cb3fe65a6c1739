export { ageLoss } from "./age-loss.ts";
export { type PostgresServer, startPostgres } from "./postgres.ts";
