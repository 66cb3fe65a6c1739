// Not TypeScript: to read that, Next.js would need its compiler where the app is served.
import { readFileSync } from "node:fs";
import { FILE_HEADERS } from "./src/backend/http/policy.ts";

/** The build to be served by who starts the server alone; see `scripts/setup/builds.mjs`. */
function chosenBuild() {
  try {
    return readFileSync(new URL(".builds/chosen", import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}

/**
 * Read when building and when serving; settings of the running app are in `src/backend/config/settings.ts`.
 * @type {import("next").NextConfig}
 */
const config = {
  // A relative folder named after the sources, so that a new build never touches one that is being served.
  distDir: process.env.CURFEW_BUILD_DIR || chosenBuild() || ".next",
  // The workspace's packages are sources; what has a part that isn't JavaScript is loaded as it is.
  transpilePackages: ["@curfew/api", "@curfew/auth", "@curfew/db", "@curfew/http", "@curfew/next", "@curfew/trpc"],
  serverExternalPackages: ["better-sqlite3", "pg", "@node-rs/argon2", "pino", "prom-client"],
  // Files have no request of their own to answer: what may keep and serve them in our stead needs to know in advance.
  headers: async () => [
    { source: "/_next/static/:path*", headers: FILE_HEADERS.map(([key, value]) => ({ key, value })) },
  ],
  // The documentation is made when the app is built; see `docs/loader.mjs`.
  turbopack: { rules: { "*.docs": { loaders: ["./docs/loader.mjs"], as: "*.js" } } },
  rewrites: async () => [{ source: "/docs/:path*.md", destination: "/docs/markdown/:path*" }],
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of the whole project once, and not again in every build.
  typescript: { ignoreBuildErrors: true },
};

export default config;
