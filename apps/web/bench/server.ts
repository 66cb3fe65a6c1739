import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createRequestHandler } from "@curfew/api";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { z } from "zod";
import { answersOf } from "../src/backend/app/answers.ts";
import { createApp } from "../src/backend/app/app.ts";
import { readSettings } from "../src/backend/config/settings.ts";
import { createFigures } from "../src/backend/observability/metrics/scrape.ts";
import { createHttpServer } from "../src/server/http/server.ts";
import { createSite } from "../src/server/http/site.ts";

/**
 * The app as it is served, and beside it the reads of `account.me` as a tRPC procedure without the
 * middleware, which doesn't ask who is calling. A process of its own, so that making the load costs it nothing.
 */
const UNCHECKED = "/unchecked";
const result = readSettings(process.env);
if (!result.ok) throw new Error("bad settings");
const app = await createApp(result.settings, () => {});

const t = initTRPC.create();
const ids = z.object({ user: z.string(), session: z.string() });
const router = t.router({
  me: t.procedure.input(ids).query(async ({ input }) => {
    const { users, sessions } = app.database;
    const [user, session] = await Promise.all([users.byId(input.user), sessions.byId(input.session)]);
    return { email: user?.email, session: session?.id };
  }),
});

function unchecked(req: Request): Promise<Response> {
  return fetchRequestHandler({ endpoint: UNCHECKED, req, router });
}

const answers = new Map([
  ...answersOf(app, {
    procedures: createRequestHandler(app.api),
    figures: createFigures(app),
    ownAddress: app.settings.origin,
  }),
  [`${UNCHECKED}/`, unchecked] as const,
]);
const pages = { serve: async () => {}, close: async () => {} };
const stopping = new AbortController().signal;
const server = createHttpServer(createSite({ ...app.settings, answers, pages, stopping }), app);
await once(server.listen(0), "listening");
process.send?.((server.address() as AddressInfo).port);
