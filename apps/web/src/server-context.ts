import type { Api, AppRouter, inferRouterOutputs } from "@curfew/api";
import type { CookieNames } from "@curfew/http";

/**
 * What the server hands to the pages it has rendered. It is handed over at run time, not imported:
 * so no page's bundle holds a database driver, a key or a setting.
 */
export interface ServerContext {
  /** The visit that is being answered now. */
  visit(): PageContext;
}

/** One person's request for a page. */
export interface PageContext {
  /** The app's own origin. */
  readonly origin: string;
  /** What the session's cookies are called. */
  readonly cookies: CookieNames;
  /** The path and query asked for. */
  readonly path: string;
  readonly now: Date;
  /** Whether the visitor's login needed renewing, and it can't be told now whether it still stands. */
  readonly isUnknown: boolean;
  /** The procedures, as this visitor may call them: the gate is the same as over HTTP. */
  readonly api: ReturnType<Api["createServerCaller"]>;
  /** From when until when the visitor's access token lives, if they sent one of ours. */
  token(): Promise<{ readonly issuedAt: Date; readonly expiresAt: Date } | null>;
  /** Answers this visit with 503: who they are can't be told now. */
  unavailable(): void;
  /** Answers this visit with 403: the visitor is known, and this isn't for them. */
  forbidden(): void;
}

export type Me = inferRouterOutputs<AppRouter>["account"]["me"];

const KEY = Symbol.for("curfew.host");

type Global = typeof globalThis & { [KEY]?: ServerContext };

export function provideServerContext(host: ServerContext): void {
  (globalThis as Global)[KEY] = host;
}

/** The visit that is being answered now. For server components only. */
export function pageContext(): PageContext {
  const host = (globalThis as Global)[KEY];
  if (host === undefined) throw new Error("pages are rendered only by src/server/main.ts");
  return host.visit();
}
