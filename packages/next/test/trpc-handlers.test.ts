import { createTestAuth } from "@curfew/auth/testing";
import { cookieNames } from "@curfew/http";
import { type AuthenticatedContext, protection } from "@curfew/trpc";
import { initTRPC } from "@trpc/server";
import { expect, test } from "vitest";
import { trpcHandlers } from "../src/index.ts";

const ORIGIN = "https://app.example";
const names = cookieNames(ORIGIN);

async function setUp() {
  const made = await createTestAuth({ issuer: ORIGIN });
  const { access } = await made.login("ann");
  const t = initTRPC.context<AuthenticatedContext>().create();
  const whoami = t.procedure.concat(protection());
  const router = t.router({
    read: whoami.query(({ ctx }) => ctx.claims.subject),
    change: whoami.mutation(({ ctx }) => ctx.claims.subject),
  });
  const { GET, POST } = trpcHandlers({ auth: made.auth, appOrigin: ORIGIN, endpoint: "/api/trpc", router });
  const headers = { cookie: `${names.access}=${access.token}`, "content-type": "application/json" };
  const read = () => GET(new Request(`${ORIGIN}/api/trpc/read`, { headers }));
  const change = (origin: string) =>
    POST(new Request(`${ORIGIN}/api/trpc/change`, { method: "POST", headers: { ...headers, origin } }));
  return { ...made, read, change };
}

test("Procedures answer a live session, and 401 with a challenge once it was revoked", async () => {
  const { auth, read } = await setUp();
  expect((await read()).status).toBe(200);
  await auth.revokeSubject("ann");
  const response = await read();
  expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
});

test("Procedures are 503 with Retry-After in an outage", async () => {
  const { store, read } = await setUp();
  store.break("refuse");
  const response = await read();
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
});

test("A mutation with the session's cookies passes from the app's own origin alone", async () => {
  const { change } = await setUp();
  expect((await change(ORIGIN)).status).toBe(200);
  expect((await change("https://elsewhere.example")).status).toBe(403);
});
