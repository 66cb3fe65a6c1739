import { logIn } from "../accounts/log-in.ts";
import { resetPassword as reset } from "../accounts/reset-password.ts";
import { signUp } from "../accounts/sign-up.ts";
import { requireToken } from "../presented-token.ts";
import {
  credentials,
  nothing,
  passwordReset,
  refreshment,
  signup as signupInput,
  token as tokenInput,
} from "../schemas/input.ts";
import { revokeSessions } from "../sessions/end.ts";
import { bearerTokens, handOut } from "../sessions/hand-out.ts";
import { presentedClaims, unended } from "../sessions/presented.ts";
import { refreshTokens } from "../sessions/refresh.ts";
import { revokeToken } from "../sessions/revoke-token.ts";
import { publicProcedure, router } from "../trpc.ts";

const signup = publicProcedure
  .meta({ cookies: (input) => (asksForTokens(input) ? "ignores" : "sets") })
  .input(signupInput)
  .mutation(async ({ ctx, input: { tokens, ...wanted } }) => {
    const { user, pair } = await signUp(ctx, wanted, tokens === true ? "client" : "browser");
    return tokens === true ? { user, ...bearerTokens(pair) } : { user };
  });

function asksForTokens(input: unknown): boolean {
  return typeof input === "object" && input !== null && "tokens" in input && input.tokens === true;
}

const login = publicProcedure.input(credentials).mutation(async ({ ctx, input }) => {
  const { user } = await logIn(ctx, input, "browser");
  return { user };
});

const token = publicProcedure
  .meta({ cookies: "ignores" })
  .input(credentials)
  .mutation(async ({ ctx, input }) => bearerTokens((await logIn(ctx, input, "client")).pair));

/**
 * A refusal clears no cookie: by the time it arrives the browser may hold what another tab's refresh or login was given,
 * and dead cookies do no harm.
 */
const refresh = publicProcedure
  .meta({ cookies: (input) => (carriesToken(input) ? "ignores" : "reads") })
  .input(refreshment)
  .mutation(async ({ ctx, input }) => {
    const given = input?.refreshToken;
    if (given !== undefined) return bearerTokens(await refreshTokens(ctx, given));
    const cookie = requireToken(ctx.credential, "refresh");
    const pair = await handOut(ctx, "browser", () => refreshTokens(ctx, cookie));
    return { expiresAt: pair.access.expiresAt.toISOString() };
  });

function carriesToken(input: unknown): boolean {
  return typeof input === "object" && input !== null && "refreshToken" in input;
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
    await revokeToken(ctx, input.token);
    return {};
  });

/** Sets no cookie, but a page of ours that calls it may have some. */
const resetPassword = publicProcedure
  .meta({ cookies: "reads" })
  .input(passwordReset)
  .mutation(async ({ ctx, input }) => {
    await reset(ctx, input);
    return {};
  });

export const authRouter = router({ signup, login, token, refresh, logout, revoke, resetPassword });
