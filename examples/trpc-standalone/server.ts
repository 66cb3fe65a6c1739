import { createAuth, createKeyRing, generateKeySet } from "@curfew/auth";
import { memoryStore } from "@curfew/auth/stores/memory";
import { cookieNames, headersFrom, readCredential } from "@curfew/http";
import {
  type AuthenticatedContext,
  assertAllProtected,
  createAuthentication,
  protection,
  responseMeta,
} from "@curfew/trpc";
import { initTRPC, TRPCError } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { z } from "zod";

const issuer = "https://app.example";
const keys = createKeyRing(await generateKeySet()); // persist this key set: losing it invalidates every token
const auth = createAuth({ issuer, keys, store: memoryStore() });
const names = cookieNames(issuer);

const t = initTRPC.context<AuthenticatedContext>().create();
const protectedProcedure = t.procedure.concat(protection());

const router = t.router({
  login: t.procedure.input(z.object({ name: z.string(), password: z.string() })).mutation(async ({ input }) => {
    const isAnn = input.name === "ann" && input.password === "correct horse battery staple";
    if (!isAnn) throw new TRPCError({ code: "UNAUTHORIZED" });
    const { access, refresh } = await auth.issue(await auth.createSession(input.name));
    return { accessToken: access.token, refreshToken: refresh.token };
  }),
  me: protectedProcedure.query(({ ctx }) => ({ name: ctx.claims.subject })),
  logout: protectedProcedure.mutation(async ({ ctx }) => {
    await auth.revokeSessions([{ id: ctx.claims.sessionId, expiresAt: ctx.claims.sessionExpiresAt }]);
  }),
});
assertAllProtected(router, ["login"]); // in a project of your own: in a test

const port = Number(process.env.PORT ?? 3000);
createHTTPServer({
  router,
  responseMeta,
  createContext: ({ req }) => ({
    authentication: createAuthentication({ auth, credential: readCredential(headersFrom(req.headers), names) }),
  }),
}).listen(port);
console.log(`http://localhost:${port}`);
