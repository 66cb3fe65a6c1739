import type { Auth } from "@curfew/auth";
import { cookieNames, readCredential } from "@curfew/http";
import { initTRPC } from "@trpc/server";
import { type FetchCreateContextFnOptions, fetchRequestHandler } from "@trpc/server/adapters/fetch";
import {
  type AuthenticatedContext,
  answerUnavailable,
  createAuthentication,
  errorData,
  leastStaleness,
  protection,
  responseMeta,
} from "../src/index.ts";

const NAMES = cookieNames("http://localhost");

/** A router such as somebody has who has never heard of our app, and its handler. */
export function createApp(auth: Auth) {
  const t = initTRPC.context<AuthenticatedContext>().create({
    errorFormatter: ({ shape, error }) => ({ ...shape, data: { ...shape.data, ...errorData(error) } }),
    isDev: false,
  });
  const protectedProcedure = t.procedure.concat(protection());
  const router = t.router({
    whoami: protectedProcedure.query(({ ctx }) => ctx.claims.subject),
    strict: t.procedure.concat(protection({ maxStalenessMs: 0 })).query(({ ctx }) => ctx.claims.subject),
    logout: protectedProcedure.mutation(({ ctx }) => auth.revoke(ctx.claims)),
    logoutAll: protectedProcedure.mutation(({ ctx }) => auth.revokeSubject(ctx.claims.subject)),
    login: t.procedure.concat(answerUnavailable).mutation(async () => auth.issue(await auth.createSession("ann"))),
    broken: protectedProcedure.query((): string => {
      throw new Error("a fault of the procedure's own");
    }),
    open: t.procedure.query(() => "anybody"),
  });
  const createContext = ({ req, info }: FetchCreateContextFnOptions) => ({
    authentication: createAuthentication({
      auth,
      credential: readCredential(req.headers, NAMES),
      maxStalenessMs: leastStaleness(info.calls.map(({ procedure }) => procedure)),
    }),
  });
  const handle = (req: Request) => fetchRequestHandler({ endpoint: "/trpc", req, router, createContext, responseMeta });
  return { router, handle };
}

/** Calls a procedure, or several in a batch, and reads what a client acts on. */
export async function call(
  { handle }: ReturnType<typeof createApp>,
  path: string,
  { headers = {}, method = "GET" }: { headers?: Record<string, string>; method?: "GET" | "POST" } = {},
) {
  const batch = path.includes(",") ? "?batch=1" : "";
  const type = method === "POST" ? { "content-type": "application/json" } : {};
  const request = new Request(`http://localhost/trpc/${path}${batch}`, { method, headers: { ...headers, ...type } });
  const response = await handle(request);
  const body = (await response.json()) as Answer | Answer[];
  const [answer = {}] = Array.isArray(body) ? body : [body];
  const { result, error } = answer;
  return { status: response.status, headers: response.headers, data: result?.data, error: error?.data };
}

interface Answer {
  readonly result?: { readonly data: unknown };
  readonly error?: { readonly data: Record<string, unknown> };
}

export function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}
