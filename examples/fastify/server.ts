import { createAuth, createKeyRing, generateKeySet } from "@curfew/auth";
import { memoryStore } from "@curfew/auth/stores/memory";
import { curfew, publicRoutesOf } from "@curfew/fastify";
import { fastify } from "fastify";

const keys = createKeyRing(await generateKeySet()); // persist this key set: losing it invalidates every token
const auth = createAuth({ issuer: "https://app.example", keys, store: memoryStore() });

const app = fastify();
await app.register(curfew, { auth }); // every route from here on needs a token, but those that say public

const open = { config: { public: true } };

app.post<{ Body: { name: string; password: string } }>("/login", open, async ({ body }, reply) => {
  if (body.name !== "ann" || body.password !== "correct horse battery staple") return reply.code(401).send();
  const { access, refresh } = await auth.issue(await auth.createSession(body.name));
  return { accessToken: access.token, refreshToken: refresh.token };
});

app.post<{ Body: { refreshToken: string } }>("/refresh", open, async ({ body }, reply) => {
  const rotation = await auth.rotate(body.refreshToken);
  if (!rotation.ok) return reply.code(401).send({ code: rotation.code });
  return { accessToken: rotation.pair.access.token, refreshToken: rotation.pair.refresh.token };
});

app.get("/me", async ({ user }) => ({ name: user?.subject }));

app.post("/logout", async ({ user }, reply) => {
  if (user !== null) await auth.revokeSessions([{ id: user.sessionId, expiresAt: user.sessionExpiresAt }]);
  return reply.code(204).send();
});

const url = await app.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`${url} – public: ${publicRoutesOf(app).join(", ")}`);
