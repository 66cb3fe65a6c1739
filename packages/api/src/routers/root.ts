import type { inferRouterOutputs } from "@trpc/server";
import { createCallerFactory, router } from "../trpc.ts";
import { accountRouter } from "./account.ts";
import { adminRouter } from "./admin.ts";
import { authRouter } from "./auth.ts";
import { sessionsRouter } from "./sessions.ts";

export const appRouter = router({
  auth: authRouter,
  account: accountRouter,
  sessions: sessionsRouter,
  admin: adminRouter,
});

export type AppRouter = typeof appRouter;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

export const createCaller = createCallerFactory(appRouter);

/** The procedures that need no login. Every other one is protected. */
export const PUBLIC_PROCEDURES = [
  "auth.signup",
  "auth.login",
  "auth.token",
  "auth.refresh",
  "auth.logout",
  "auth.revoke",
  "auth.resetPassword",
] as const;
