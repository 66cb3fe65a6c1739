import type { Hono } from "hono";

/** Survives two copies of this package. */
const PROTECTS = Symbol.for("@curfew/hono.protects");

/** How Hono keeps a handler that it wraps for a mounted app with an error handler of its own. */
const WRAPPED = "__COMPOSED_HANDLER";

/** Marks a middleware as one that lets no request pass without a live token. */
export function markProtecting<T extends object>(middleware: T): T {
  return Object.assign(middleware, { [PROTECTS]: true });
}

/**
 * Lists the routes that neither `curfew` nor `refuseRevoked` stands before, as `POST /login`: for a test that none was
 * forgotten. What takes `next` is a middleware and no route.
 *
 * @example
 * const { auth } = await createTestAuth();
 * const app = new Hono();
 * app.post("/login", (c) => c.text("…"));
 * app.use(curfew({ auth }));
 * app.get("/me", (c) => c.text(c.get("jwtPayload").subject));
 * console.log(publicRoutesOf(app)); // [ 'POST /login' ]
 */
export function publicRoutesOf(app: Pick<Hono, "routes">): readonly string[] {
  const routes = app.routes.map(({ method, path, handler }) => ({ method, path, handler: targetOf(handler) }));
  const open = routes.filter((route, i) => {
    const before = routes.slice(0, i).filter(({ handler }) => PROTECTS in handler);
    return route.handler.length < 2 && !(PROTECTS in route.handler) && !before.some((each) => covers(each, route));
  });
  return [...new Set(open.map(({ method, path }) => `${method} ${path}`))].toSorted();
}

function targetOf(handler: Handler): Handler {
  const wrapped = (handler as { readonly [WRAPPED]?: Handler })[WRAPPED];
  return wrapped === undefined ? handler : targetOf(wrapped);
}

type Handler = Hono["routes"][number]["handler"];

interface Route {
  readonly method: string;
  readonly path: string;
}

/** Whether whatever reaches a route passes this middleware, as far as can be told: in doubt it doesn't. */
function covers(middleware: Route, { method, path }: Route): boolean {
  if (middleware.method !== "ALL" && middleware.method !== method) return false;
  if (middleware.path === path || middleware.path === "*") return true;
  return middleware.path.endsWith("/*") && `${path}/`.startsWith(middleware.path.slice(0, -1));
}
