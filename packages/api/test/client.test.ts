import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from "@trpc/client";
import { expect, expectTypeOf, test } from "vitest";
import type { AppRouter, RouterOutputs } from "../src/index.ts";
import { bearer, createWorld, ORIGIN, type World } from "./world/world.ts";

function clientOf(
  { handle }: World,
  link: typeof httpLink | typeof httpBatchLink,
  headers: Record<string, string> = {},
) {
  const fetch = (input: unknown, init?: unknown) => {
    return handle(new Request(input as string, init as RequestInit), { address: "203.0.113.5" });
  };
  return createTRPCClient<AppRouter>({ links: [link({ url: `${ORIGIN}/api/trpc`, headers, fetch })] });
}

test.each([
  ["httpLink", httpLink],
  ["httpBatchLink", httpBatchLink],
] as const)("The real client calls procedures by %s, without input and with", async (_, link) => {
  const world = await createWorld();
  const { credentials, email } = await world.person();
  const tokens = await clientOf(world, link).auth.token.mutate(credentials);
  const client = clientOf(world, link, bearer(tokens.accessToken));
  const [me, sessions] = await Promise.all([client.account.me.query(), client.sessions.list.query()]);
  expect([me.user.email, sessions.length]).toEqual([email, 2]);
  expect(await client.sessions.revokeOthers.mutate()).toEqual({ count: 1 });
  expect(await client.auth.logout.mutate()).toEqual({ revoked: true });
});

test("A client gets the reason and fields of a failure, typed", async () => {
  const world = await createWorld();
  const client = clientOf(world, httpBatchLink);
  const error = await client.auth.login.mutate({ email: "ann", password: "x" }).catch((cause: unknown) => cause);
  if (!(error instanceof TRPCClientError)) throw new Error("a client error was expected");
  const { data } = error as TRPCClientError<AppRouter>;
  expect(data).toMatchObject({ reason: "input_invalid", fields: { email: ["Enter a valid email address."] } });
  expectTypeOf(data?.fields).toEqualTypeOf<Readonly<Record<string, readonly string[]>> | undefined>();
  expectTypeOf<RouterOutputs["auth"]["logout"]>().toEqualTypeOf<{ revoked: boolean }>();
  await expect(client.account.me.query()).rejects.toMatchObject({ data: { reason: "token_missing", httpStatus: 401 } });
});
