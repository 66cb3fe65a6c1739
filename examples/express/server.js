import { randomBytes, randomUUID } from "node:crypto";
import { createBlacklist } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import { redisStore } from "@curfew/auth/stores/redis";
import { isRevoked } from "@curfew/express";
import express from "express";
import { expressjwt } from "express-jwt";
import jwt from "jsonwebtoken";

const { REDIS_URL, PORT = "3000" } = process.env;
// Keep your own secrets: with new ones at every start everyone logs in again.
const { ACCESS_SECRET = secret(), REFRESH_SECRET = secret() } = process.env;

// First in memory, then in Redis: nothing else changes.
const blacklist = createBlacklist({ store: REDIS_URL ? redisStore({ url: REDIS_URL }) : memoryStore() });
if (!REDIS_URL) await blacklist.init(); // a Redis is declared new once, by `npm run init`, never at a start

const app = express();
app.use(express.json());

app.post("/login", (request, response) => {
  const { name, password } = request.body ?? {};
  if (name !== "ann" || password !== "correct horse battery staple") return response.sendStatus(401);
  response.json(signPair(name, randomUUID()));
});

// A refresh token is checked like an access token: otherwise a logout ends nothing.
app.post("/refresh", async (request, response) => {
  const payload = verifyRefresh(request.body?.refreshToken);
  if (payload === null || (await blacklist.isRevoked(payload))) return response.sendStatus(401);
  await blacklist.revokeToken(payload); // it is used up
  response.json(signPair(payload.sub, payload.sid));
});

app.use(expressjwt({ secret: ACCESS_SECRET, algorithms: ["HS256"], isRevoked: isRevoked(blacklist) }));

app.get("/me", (request, response) => response.json({ name: request.auth.sub }));

// The session: its access and refresh tokens, those that a racing refresh is just signing included.
app.post("/logout", async (request, response) => {
  await blacklist.revokeSession(request.auth);
  response.sendStatus(204);
});

// Express answers an error by its `status` and `headers`: 401, or 503 with Retry-After where Redis can't be asked.
app.use((error, _request, response, _next) => {
  const { status = 500, headers = {}, code = "unexpected" } = error;
  response.status(status).set(headers).json({ code });
});

app.listen(Number(PORT), () => console.log(`http://localhost:${PORT}`));

function signPair(sub, sid) {
  const sign = (key, expiresIn) => jwt.sign({ sub, sid }, key, { expiresIn, jwtid: randomUUID() });
  return { accessToken: sign(ACCESS_SECRET, "15m"), refreshToken: sign(REFRESH_SECRET, "7d") };
}

function verifyRefresh(token) {
  try {
    return jwt.verify(token, REFRESH_SECRET, { algorithms: ["HS256"] });
  } catch {
    return null;
  }
}

function secret() {
  return randomBytes(32).toString("base64url");
}
