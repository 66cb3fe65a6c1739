import { aptInstall, canUseApt } from "./apt.mjs";
import { locked } from "./lock.mjs";
import { findProgram } from "./path.mjs";
import { say } from "./say.mjs";

/** What drives Firefox and WebKit, and what has them trust an authority: the variable, the program, Debian's package. */
const PROGRAMS = /** @type {const} */ ([
  ["FIREFOX", "firefox-esr", "firefox-esr"],
  ["WEBKIT_DRIVER", "WebKitWebDriver", "webkit2gtk-driver"],
  ["XVFB", "Xvfb", "xvfb"],
  ["CERTUTIL", "certutil", "libnss3-tools"],
]);

/**
 * Sees to the browsers beside Chromium. Where one can't be had that is said, and its tests fail where `CI` is set.
 * @param {import("../child.mjs").Environment} env
 * @returns {Promise<import("../child.mjs").Environment>} with the places of those there are
 */
export async function provideEngines(env) {
  const lacking = () => PROGRAMS.filter(([, program]) => findProgram([program], env) === undefined);
  const failure = lacking().length > 0 ? await locked("set-up", () => install(lacking(), env)) : undefined;
  for (const [, program, name] of lacking()) {
    say(`Not every browser can be tried: ${program} is missing, and ${failure}. Please install ${name}.`);
  }
  const found = PROGRAMS.map(([variable, program]) => [variable, findProgram([program], env)]);
  return { ...env, ...Object.fromEntries(found.filter(([, path]) => path !== undefined)) };
}

/**
 * @param {readonly (readonly [string, string, string])[]} programs
 * @param {import("../child.mjs").Environment} env
 */
async function install(programs, env) {
  if (!canUseApt(env)) return "it is not on the PATH";
  const packages = programs.map(([, , name]) => name);
  return `apt-get could not install it (${await aptInstall(packages, env)})`;
}
