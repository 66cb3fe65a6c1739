import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Hours of hostile load, started by `npm run soak`. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: { include: ["soak/soak.ts"], disableConsoleIntercept: true },
});
