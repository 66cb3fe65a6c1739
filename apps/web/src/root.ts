import type { Api, AppRouter, inferRouterOutputs } from "@curfew/api";
import type { CookieNames } from "@curfew/http";

/**
 * What pages, route handlers and the proxy use of the composition root, which a process makes once. It is handed over at
 * run time, not imported: so no page's bundle holds a database driver, a key or a setting, and our own server's modules
 * and those of Next.js's bundles, which are two copies, share one.
 */
export interface Root {
  /** The app's own origin. */
  readonly origin: string;
  /** Whether our own server has the socket, and answers itself what isn't a page. */
  readonly hasOwnServer: boolean;
  /** Answers what isn't a page, with every header that an answer of ours carries. Never rejects. */
  answer(request: Request): Promise<Response>;
  /** Begins what a page needs to know of the request with these headers. */
  visit(headers: Headers): Promise<Visit>;
  /** Does what has to be done from time to time, at most once a minute. Never rejects. */
  maintain(): Promise<void>;
}

/** One request for a page. Whatever it asks of the blacklist shares one deadline. */
export interface Visit {
  readonly origin: string;
  /** What the session's cookies are called. */
  readonly cookies: CookieNames;
  /** The path and query asked for. */
  readonly path: string;
  readonly now: Date;
  /** Calls procedures as this visitor may call them: the middleware is the same as over HTTP. */
  load<T>(work: (api: PageApi) => Promise<T>): Promise<Loaded<T>>;
  /** From when until when the visitor's access token lives, if they sent one of ours. */
  token(): Promise<{ readonly issuedAt: Date; readonly expiresAt: Date } | null>;
  /** Answers this visit with 503, where the platform lets a page: who they are can't be told now. */
  unavailable(): void;
  /** Answers this visit with 403, where the platform lets a page: the visitor is known, and this isn't for them. */
  forbidden(): void;
}

export type PageApi = ReturnType<Api["createServerCaller"]>;

/**
 * What a visitor's calls came to. `out`: nobody is logged in; `cookie` names one of another app that stands in the way.
 * `unknown`: it can't be told now.
 */
export type Loaded<T> =
  | { readonly state: "in"; readonly value: T }
  | { readonly state: "out"; readonly cookie: string | null }
  | { readonly state: "unknown" };

export type Me = inferRouterOutputs<AppRouter>["account"]["me"];

const KEY = Symbol.for("curfew.root");

type Global = typeof globalThis & { [KEY]?: Root };

/** Hands over the root of this process. */
export function provideRoot(root: Root): void {
  (globalThis as Global)[KEY] = root;
}

/** Whether this process has a root already: our own server comes before Next.js. */
export function hasRoot(): boolean {
  return (globalThis as Global)[KEY] !== undefined;
}

/** The root of this process. */
export function root(): Root {
  const provided = (globalThis as Global)[KEY];
  if (provided === undefined) throw new Error("no root: neither src/server/main.ts nor src/instrumentation.ts has run");
  return provided;
}
