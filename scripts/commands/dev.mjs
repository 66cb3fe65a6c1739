import { become } from "../child.mjs";

/**
 * Serves the sources as they are, and again whenever they change.
 * @param {import("../child.mjs").Environment} env
 */
export async function dev(env) {
  return become(
    "node",
    ["--disable-warning=ExperimentalWarning", "--watch", "apps/web/src/server/main.ts", "--dev"],
    env,
  );
}
