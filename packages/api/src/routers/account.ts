import { userOf } from "../account/user.ts";
import { Failure } from "../errors/failure.ts";
import { protectedProcedure, router } from "../trpc.ts";

const me = protectedProcedure.query(async ({ ctx }) => {
  const { users, sessions } = ctx.parts.database;
  const [account, session] = await Promise.all([users.byId(ctx.claims.subject), sessions.byId(ctx.claims.sessionId)]);
  if (account === null || session === null) throw new Failure("token_revoked");
  return {
    user: userOf(account),
    session: {
      id: session.id,
      startedAt: session.startedAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
    },
  };
});

export const accountRouter = router({ me });
