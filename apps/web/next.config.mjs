// Not TypeScript: to read that, Next.js would need its compiler where the app is served.
import { readFileSync } from "node:fs";

/** The build to be served by who starts the server alone; see `scripts/setup/builds.mjs`. */
function chosenBuild() {
  try {
    return readFileSync(new URL(".builds/chosen", import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}

/**
 * Read when building and when serving; settings of the running app are in `src/server/config/settings.ts`.
 * @type {import("next").NextConfig}
 */
const config = {
  // A relative folder named after the sources, so that a new build never touches one that is being served.
  distDir: process.env.CURFEW_BUILD_DIR || chosenBuild() || ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of the whole project once, and not again in every build.
  typescript: { ignoreBuildErrors: true },
};

export default config;
