/**
 * Which test files a run takes. What needs other people's software beside Redis, SQLite, Postgres and Chromium is called
 * `*.world.test.ts` and belongs to `npm run test:world`.
 */
export const files =
  process.env.CURFEW_TESTS === "world"
    ? { include: ["test/**/*.world.test.ts"] }
    : {
        include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
        exclude: ["test/**/*.world.test.ts", "**/node_modules/**"],
      };
