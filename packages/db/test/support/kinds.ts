export type Kind = "sqlite" | "postgres";

const ALL: readonly Kind[] = ["sqlite", "postgres"];

/** The databases that this run tries: `npm test` the embedded one, `npm run test:world` Postgres, Vitest by itself both. */
export const KINDS = ALL.filter((kind) => (process.env.CURFEW_DATABASE ?? kind) === kind);
