import type { FastifyInstance, RouteOptions } from "fastify";

const ROUTES = new WeakMap<object, string[]>();

/** Remembers a route that needs no token. */
export function keepRoute(app: FastifyInstance, { method, url, config }: RouteOptions): void {
  if (config?.public !== true) return;
  const routes = ROUTES.get(app.server) ?? [];
  ROUTES.set(app.server, [...routes, ...[method].flat().map((each) => `${each} ${url}`)]);
}

/**
 * Lists the routes that need no token, as `GET /login`, without the HEAD routes that Fastify adds: for a test that no route
 * was made public by mistake.
 *
 * @example
 * const { auth } = await createTestAuth();
 * const app = fastify();
 * await app.register(curfew, { auth });
 * app.post("/login", { config: { public: true } }, async () => "");
 * console.log(publicRoutesOf(app)); // [ 'POST /login' ]
 */
export function publicRoutesOf(app: FastifyInstance): readonly string[] {
  return (ROUTES.get(app.server) ?? []).filter((route) => !route.startsWith("HEAD ")).toSorted();
}
