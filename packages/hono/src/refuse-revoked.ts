import type { Blacklist, VerifiedPayload } from "@curfew/auth/blacklist";
import { AuthHttpError, httpErrorOf } from "@curfew/http";
import type { Context, MiddlewareHandler } from "hono";
import { markProtecting } from "./public-routes.ts";
import { throwException } from "./throw-exception.ts";

type Asked = Pick<Blacklist, "isRevoked">;

/**
 * Creates the middleware that stands behind Hono's own `jwt` or `jwk`, and refuses what a blacklist says was revoked: 401, or 503
 * with `Retry-After` where it can't be asked. Bindings come with requests, so it may be a function of the context.
 *
 * @example
 * const blacklist = createBlacklist({ store: memoryStore() });
 * await blacklist.init();
 * const app = new Hono();
 * app.use(jwt({ secret, alg: "HS256" }));
 * app.use(refuseRevoked(blacklist));
 * app.get("/", (c) => c.text("in"));
 * const iat = Math.floor(Date.now() / 1000);
 * const payload = { sub: "ann", jti: "6f3c", iat, exp: iat + 60 };
 * const headers = { authorization: `Bearer ${await sign(payload, secret, "HS256")}` };
 * console.log((await app.request("/", { headers })).status); // 200
 * await blacklist.revokeToken(payload);
 * console.log((await app.request("/", { headers })).status); // 401
 */
export function refuseRevoked(blacklist: Asked | ((context: Context) => Asked)): MiddlewareHandler {
  return markProtecting(async (context, next) => {
    const payload: unknown = context.get("jwtPayload");
    const asked = typeof blacklist === "function" ? blacklist(context) : blacklist;
    await refuse(asked, payload).catch((error: unknown) => throwException(httpErrorOf(error)));
    await next();
  });
}

async function refuse(blacklist: Asked, payload: unknown): Promise<void> {
  // Nothing was verified: this middleware stands before `jwt`, or a route is public and shouldn't have it.
  if (typeof payload !== "object" || payload === null) throw new AuthHttpError("token_missing");
  if (await blacklist.isRevoked(payload as VerifiedPayload)) throw new AuthHttpError("token_revoked");
}
