export { hideWhenLeft } from "./hide-when-left.ts";
export type { ListenInOneTabOptions } from "./listen-in-one-tab.ts";
export { listenInOneTab } from "./listen-in-one-tab.ts";
export type { SessionClient, SessionClientOptions, SessionState } from "./session-client.ts";
export { createSessionClient } from "./session-client.ts";
export type { SessionGuardOptions } from "./session-guard.ts";
export { SessionGuard } from "./session-guard.ts";
export type { SessionLinksOptions } from "./session-links.ts";
export { sessionLinks } from "./session-links.ts";
