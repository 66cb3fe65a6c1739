import { defineConfig } from "vitest/config";

/** One run over all packages, each under its own configuration. */
export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*", { test: { name: "scripts", root: "scripts", include: ["test/**/*.test.ts"] } }],
  },
});
