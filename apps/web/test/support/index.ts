/**
 * What `@curfew/web/testing` offers: to start the app, in this process or in one of its own. The tests of the whole system
 * import it by this name and know no path of the app's; they need nothing of its server but that it runs.
 */
export { type AppProcess, SERVER, type Settings, startProcess, takeTime } from "./process.ts";
export { startSite } from "./site.ts";
