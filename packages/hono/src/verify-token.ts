import type { Verifier } from "@curfew/auth";
import { httpErrorOf } from "@curfew/http";

/**
 * Creates the `verifyToken` of Hono's bearer-auth. Where the blacklist can't be asked it rejects with an error of status 503.
 *
 * @example
 * const { auth, login } = await createTestAuth();
 * const app = new Hono();
 * app.use(bearerAuth({ verifyToken: verifyToken(auth) }));
 * app.get("/", (c) => c.text("in"));
 * const { access } = await login("ann");
 * console.log((await app.request("/", { headers: { authorization: `Bearer ${access.token}` } })).status); // 200
 */
export function verifyToken(auth: Pick<Verifier, "verify">): (token: string) => Promise<boolean> {
  return async (token) => {
    try {
      return (await auth.verify(token)).ok;
    } catch (error) {
      throw httpErrorOf(error);
    }
  };
}
