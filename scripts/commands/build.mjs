import { provideBuild } from "../setup/build.mjs";
import { chooseBuild } from "../setup/builds.mjs";
import { say } from "../setup/say.mjs";

/**
 * Makes the production build, and the one that a server takes which is started without these scripts.
 * @param {import("../child.mjs").Environment} env
 */
export async function build(env) {
  const { CURFEW_BUILD_DIR: folder = "" } = await provideBuild(env);
  chooseBuild(folder);
  say("Built. Start it with: node apps/web/src/server/main.ts");
  return 0;
}
