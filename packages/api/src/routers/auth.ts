import type { SignedClaims } from "@curfew/auth";
import { type Credentials, checkCredentials } from "../accounts/credentials.ts";
import { resetPassword as reset } from "../accounts/reset-password.ts";
import { signUp } from "../accounts/sign-up.ts";
import { userOf } from "../accounts/user.ts";
import { note } from "../audit/note.ts";
import type { Context } from "../context.ts";
import { countRevocation } from "../rate-limit/consume.ts";
import { credentials, nothing, passwordReset, signup as signupInput, token as tokenInput } from "../schemas/input.ts";
import { presentedClaims, revokeSessions, unended } from "../sessions/end.ts";
import { type Holder, openSession } from "../sessions/open.ts";
import { bearerTokens } from "../sessions/tokens.ts";
import { publicProcedure, router } from "../trpc.ts";
import { refresh } from "./refresh.ts";

const signup = publicProcedure
  .meta({ cookies: (input) => (asksForTokens(input) ? "ignores" : "sets") })
  .input(signupInput)
  .mutation(async ({ ctx, input: { tokens, ...wanted } }) => {
    const { user, pair } = await signUp(ctx, wanted, tokens === true ? "client" : "browser");
    if (tokens === true) return { user, ...bearerTokens(pair) };
    ctx.responseCookies.setTokens(pair, ctx.services.clock());
    return { user };
  });

function asksForTokens(input: unknown): boolean {
  return typeof input === "object" && input !== null && "tokens" in input && input.tokens === true;
}

const login = publicProcedure.input(credentials).mutation(async ({ ctx, input }) => {
  const { user, pair } = await logIn(ctx, input, "browser");
  ctx.responseCookies.setTokens(pair, ctx.services.clock());
  return { user };
});

const token = publicProcedure
  .meta({ cookies: "ignores" })
  .input(credentials)
  .mutation(async ({ ctx, input }) => bearerTokens((await logIn(ctx, input, "client")).pair));

async function logIn(ctx: Context, input: Credentials, holder: Holder) {
  const account = await checkCredentials(ctx, input);
  const actor = { userId: account.id, sessionId: null };
  const pair = await openSession({ ...ctx, actor }, account, holder);
  await note(ctx, { type: "login", userId: account.id, sessionId: pair.sessionId });
  return { user: userOf(account), pair };
}

const logout = publicProcedure.input(nothing).mutation(async ({ ctx }) => {
  const claims = await presentedClaims(ctx);
  await revokeSessions(ctx, await unended(ctx, claims), "logout");
  // Cookies are none of a Bearer client's.
  if (ctx.credential.kind === "cookies") ctx.responseCookies.clear();
  return { revoked: claims.length > 0 };
});

const revoke = publicProcedure
  .meta({ cookies: "ignores" })
  .input(tokenInput)
  .mutation(async ({ ctx, input }) => {
    const claims = await ctx.services.auth.verifySignature(input.token);
    if (claims?.kind === "refresh") await endSession(ctx, claims);
    if (claims?.kind === "access") await endToken(ctx, input.token, claims);
    return {};
  });

async function endSession(ctx: Context, claims: SignedClaims): Promise<void> {
  const sessions = await unended(ctx, [claims]);
  if (sessions.length === 0) return;
  await countRevocation(ctx, claims.subject);
  await revokeSessions(ctx, sessions, "session_ended");
}

/** Ends one access token, which may be dead: then that is no news. */
async function endToken(ctx: Context, token: string, claims: SignedClaims): Promise<void> {
  const { auth } = ctx.services;
  const verification = await auth.verify(token, { maxStalenessMs: 0 });
  if (!verification.ok && (verification.code !== "token_invalid" || (await isOfBannedKey(ctx, claims)))) return;
  await countRevocation(ctx, claims.subject);
  await auth.revoke(claims);
  if (!verification.ok) return;
  const trial = ctx.services.demo.take(claims.tokenId);
  const event = { type: "token_revoked", userId: claims.subject, sessionId: claims.sessionId } as const;
  if (trial === null) await note(ctx, event);
  else await note({ ...ctx, client: trial }, { ...event, reason: "trial" });
}

/** Whoever holds a banned key signs what they like: it must neither fill the store nor use up somebody's revocations. */
async function isOfBannedKey(ctx: Context, claims: SignedClaims): Promise<boolean> {
  const [by] = await ctx.services.auth.revokedBy([claims]);
  return by === "key";
}

/** Sets no cookie, but a page of ours that calls it may have some. */
const resetPassword = publicProcedure
  .meta({ cookies: "reads" })
  .input(passwordReset)
  .mutation(async ({ ctx, input }) => {
    await reset(ctx, input);
    return {};
  });

export const authRouter = router({ signup, login, token, refresh, logout, revoke, resetPassword });
