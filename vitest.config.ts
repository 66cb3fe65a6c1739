import { defineConfig } from "vitest/config";

/**
 * One run over all packages, each under its own configuration. Files share a worker (`isolate: false`): to load the
 * sources anew for each took half of the time. So no module may keep anything from one file's tests to another's.
 */
export default defineConfig({
  test: {
    projects: [
      "packages/*",
      "apps/*",
      { test: { name: "scripts", isolate: false, root: "scripts", include: ["test/**/*.test.ts"] } },
    ],
  },
});
