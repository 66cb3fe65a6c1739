export { ageLoss } from "./age-loss.ts";
export { startPostgres } from "./postgres.ts";
