import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createRequestHandler } from "@curfew/api";
import { answersOf } from "../src/server/answers.ts";
import { compose } from "../src/server/compose.ts";
import { createHttpServer } from "../src/server/http/server.ts";
import { createSite } from "../src/server/http/site.ts";
import { readSettings } from "../src/server/settings/settings.ts";

/**
 * The app as it is served, and beside it the reads of `account.me` without tRPC and without asking
 * who is calling. A process of its own, so that making the load costs it nothing.
 */
const result = readSettings(process.env);
if (!result.ok) throw new Error("bad settings");
const app = await compose(result.settings, () => {});

async function unchecked(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const { users, sessions } = app.database;
  const [user, session] = await Promise.all([
    users.byId(searchParams.get("user") ?? ""),
    sessions.byId(searchParams.get("session") ?? ""),
  ]);
  return Response.json({ result: { data: { email: user?.email, session: session?.id } } });
}

const answers = new Map([...answersOf(app, createRequestHandler(app.api)), ["/unchecked", unchecked] as const]);
const pages = { serve: async () => {}, close: async () => {} };
const stopping = new AbortController().signal;
const server = createHttpServer(createSite({ ...app.settings, answers, pages, stopping }), () => {});
await once(server.listen(0), "listening");
process.send?.((server.address() as AddressInfo).port);
