import type { CustomClaims } from "@curfew/auth";
import { cookieNames } from "@curfew/http";
import { createDataAccess, type DataAccess } from "./data-access.ts";
import { createLogin, type Login } from "./login.ts";
import { createProxy, type PageProxy } from "./proxy.ts";
import type { CurfewNextOptions, CurfewServices } from "./services.ts";
import { createSessionHandlers, type SessionHandlers } from "./session-handlers.ts";

/** What an App Router app needs of a session, each part for one file of it. */
export interface Curfew<C extends CustomClaims = CustomClaims> extends DataAccess<C>, Login<C> {
  /** For `proxy.ts`: renders pages for visitors whose access token has expired. It protects nothing. */
  readonly proxy: PageProxy;
  /** For `app/api/session/route.ts`: what a browser asks about its session. */
  readonly handlers: SessionHandlers;
}

/**
 * Creates everything that an app needs of a session, once for the process.
 *
 * @example
 * const { auth, login } = await createTestAuth({ issuer: "https://app.example" }); // of `@curfew/auth/testing`
 * const { handlers } = createCurfew({ auth, appOrigin: "https://app.example" });
 * const { access } = await login("ann");
 * const headers = { cookie: `__Host-access_token=${access.token}` };
 * const ask = () => handlers.GET(new Request("https://app.example/api/session", { headers }));
 * console.log((await ask()).status); // 200
 * await auth.revokeSubject("ann");
 * console.log((await ask()).status); // 401
 */
export function createCurfew<C extends CustomClaims = CustomClaims>(options: CurfewNextOptions<C>): Curfew<C> {
  const services: CurfewServices<C> = {
    ...options,
    cookies: cookieNames(options.appOrigin, options.cookiePrefix),
    loginPath: options.loginPath ?? "/login",
    clock: options.clock ?? (() => new Date()),
  };
  return {
    ...createDataAccess(services),
    ...createLogin(services),
    proxy: createProxy(services),
    handlers: createSessionHandlers(services),
  };
}
