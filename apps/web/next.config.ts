import type { NextConfig } from "next";

/** Read when building and when serving; settings of the running app are in `src/server/settings/settings.ts`. */
const config: NextConfig = {
  // A relative folder named after the sources, so that a new build never touches one that is being served.
  distDir: process.env.CURFEW_BUILD_DIR || ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of the whole project once, and not again in every build.
  typescript: { ignoreBuildErrors: true },
};

export default config;
