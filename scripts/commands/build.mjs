import { join } from "node:path";
import { web } from "../paths.mjs";
import { provideBuild } from "../setup/build.mjs";
import { chooseBuild } from "../setup/builds.mjs";
import { describeFirstLoad, firstLoad } from "../setup/first-load.mjs";
import { say } from "../setup/say.mjs";

/**
 * Makes the production build, tells what JavaScript its pages load, and has a server take it that is started without these
 * scripts.
 * @param {import("../child.mjs").Environment} env
 */
export async function build(env) {
  const { CURFEW_BUILD_DIR: folder = "" } = await provideBuild(env);
  chooseBuild(folder);
  say(describeFirstLoad(firstLoad(join(web, folder))));
  say("Built. Start it with: node apps/web/src/server/main.ts");
  return 0;
}
