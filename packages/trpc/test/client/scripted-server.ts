import { createTRPCClient, TRPCClientError, type TRPCLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { observable } from "@trpc/server/observable";

const t = initTRPC.create();
const router = t.router({
  me: t.procedure.query(() => "ann"),
  login: t.procedure.mutation(() => "ok"),
  ticks: t.procedure.subscription(async function* () {
    yield 1;
  }),
});

export type Router = typeof router;

/** How calls are answered, in turn; the last one answers all further ones. */
export type Script = readonly (() => Promise<unknown>)[];

/** A client whose last link answers by a script, and which calls were made. */
export function clientOf(links: readonly TRPCLink<Router>[], script: Script) {
  const calls: string[] = [];
  const server: TRPCLink<Router> =
    () =>
    ({ op }) =>
      observable((observer) => {
        let isOver = false;
        const answer = script[Math.min(calls.push(op.path), script.length) - 1] ?? ok;
        answer().then(
          (data) => {
            if (isOver) return;
            observer.next({ result: { type: "data", data } });
            observer.complete();
          },
          (error) => observer.error(error),
        );
        return () => {
          isOver = true;
        };
      });
  return { client: createTRPCClient<Router>({ links: [...links, server] }), calls };
}

export async function ok(): Promise<string> {
  return "ok";
}

/** Fails as a server does that gives this reason. */
export function failure(reason: string | null): TRPCClientError<Router> {
  const data = { reason, code: "UNAUTHORIZED", httpStatus: 401 };
  return TRPCClientError.from({ error: { message: "refused", code: -32001, data } } as never);
}

/** Answers with that failure. */
export function fails(reason: string | null): () => Promise<never> {
  return async () => {
    throw failure(reason);
  };
}

/** Resolves when what has happened so far was dealt with. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
