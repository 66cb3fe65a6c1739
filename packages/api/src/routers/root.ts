import { createCallerFactory, router } from "../trpc.ts";
import { accountRouter } from "./account.ts";
import { authRouter } from "./auth.ts";

export const appRouter = router({ auth: authRouter, account: accountRouter });

export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);

/** The procedures that need no login. Every other one is protected. */
export const PUBLIC_PROCEDURES = [
  "auth.signup",
  "auth.login",
  "auth.token",
  "auth.refresh",
  "auth.logout",
  "auth.revoke",
] as const;
