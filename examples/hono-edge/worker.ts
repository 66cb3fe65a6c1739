import { type Blacklist, createBlacklist } from "@curfew/auth/blacklist";
import { upstashStore } from "@curfew/auth/stores/upstash";
import { refuseRevoked } from "@curfew/hono";
import { Hono } from "hono";
import { type JwtVariables, jwt, sign } from "hono/jwt";

interface Bindings {
  readonly SECRET: string;
  readonly UPSTASH_REDIS_REST_URL: string;
  readonly UPSTASH_REDIS_REST_TOKEN: string;
}

const HOUR = 3600;

// Bindings come with requests: the blacklist is made once for each isolate, at its first one.
let made: Blacklist | null = null;
function blacklistOf({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }: Bindings): Blacklist {
  made ??= createBlacklist({ store: upstashStore({ url, token }) });
  return made;
}

const app = new Hono<{ Bindings: Bindings; Variables: JwtVariables }>();

app.post("/login", async (c) => {
  const { name, password } = await c.req.json();
  if (name !== "ann" || password !== "correct horse battery staple") return c.body(null, 401);
  const iat = Math.floor(Date.now() / 1000);
  const payload = { sub: name, jti: crypto.randomUUID(), sid: crypto.randomUUID(), iat, exp: iat + HOUR };
  return c.json({ accessToken: await sign(payload, c.env.SECRET, "HS256") });
});

app.use((c, next) => jwt({ secret: c.env.SECRET, alg: "HS256" })(c, next));
app.use(refuseRevoked((c) => blacklistOf(c.env as Bindings)));

app.get("/me", (c) => c.json({ name: c.get("jwtPayload").sub }));

app.post("/logout", async (c) => {
  await blacklistOf(c.env).revokeSession(c.get("jwtPayload"));
  return c.body(null, 204);
});

export default app;
