import type { Express, RequestHandler } from "express";

/** Survives two copies of this package. */
const PROTECTS = Symbol.for("@curfew/express.protects");

/** Marks a middleware as one that lets no request pass without a live token. */
export function markProtecting(middleware: RequestHandler): RequestHandler {
  return Object.assign(middleware, { [PROTECTS]: true });
}

/** What is read of a router's layer: of a middleware, a mounted router, or a route. */
interface Layer {
  readonly handle: object & { readonly stack?: readonly Layer[] };
  readonly rawPath?: unknown;
  /** Whether it stands in every request's way. */
  readonly slash?: boolean;
  readonly regexp?: { readonly fast_slash?: boolean };
  readonly route?: {
    readonly path: unknown;
    readonly stack: readonly { readonly handle: object; readonly method?: string }[];
  };
}

/**
 * Lists the routes that `curfew` doesn't stand before, as `POST /login`, those of mounted routers included: for a test that
 * none was forgotten. Where an older Express doesn't tell a mount's path, `*` stands for it. Routes that something else
 * protects, such as express-jwt, are listed.
 *
 * @example
 * const { auth } = await createTestAuth();
 * const app = express();
 * app.post("/login", (request, response) => response.send());
 * app.use(curfew({ auth }));
 * app.get("/me", (request, response) => response.send());
 * console.log(publicRoutesOf(app)); // [ 'POST /login' ]
 */
export function publicRoutesOf(app: Express): readonly string[] {
  const { router, _router } = app as unknown as { readonly router?: unknown; readonly _router?: unknown };
  // Express 4 throws for `router`, and has `_router` once anything was registered.
  const { stack = [] } = ((_router ?? router) || {}) as { readonly stack?: readonly Layer[] };
  return openRoutes(stack, "").toSorted();
}

function openRoutes(stack: readonly Layer[], prefix: string): string[] {
  const at = stack.findIndex((layer) => isForAll(layer) && protects(layer.handle));
  const open = at === -1 ? stack : stack.slice(0, at);
  return open.flatMap((layer) => {
    if (layer.route !== undefined) return routesOf(layer.route, prefix);
    const { stack: mounted } = layer.handle;
    return mounted === undefined ? [] : openRoutes(mounted, `${prefix}${mountOf(layer)}`);
  });
}

function routesOf({ path, stack }: NonNullable<Layer["route"]>, prefix: string): string[] {
  const at = stack.findIndex(({ handle }) => protects(handle));
  const open = at === -1 ? stack : stack.slice(0, at);
  const methods = new Set(open.map(({ method = "all" }) => method.toUpperCase()));
  return [path].flat().flatMap((each) => [...methods].map((method) => `${method} ${prefix}${String(each)}`));
}

function protects(handle: object): boolean {
  return PROTECTS in handle;
}

function isForAll({ slash, regexp }: Layer): boolean {
  return slash ?? regexp?.fast_slash === true;
}

function mountOf(layer: Layer): string {
  if (isForAll(layer)) return "";
  return layer.rawPath === undefined ? "/*" : String(layer.rawPath);
}
