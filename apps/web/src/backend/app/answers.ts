import { ENDPOINT, formatError, type RequestHandler } from "@curfew/api";
import { createDemo } from "../demo/demo.ts";
import type { Answer, Answers } from "../http/answer.ts";
import { createLogout } from "../http/logout.ts";
import { createReadiness } from "../observability/health.ts";
import { createScrape, type Figures } from "../observability/metrics/scrape.ts";
import type { App } from "./app.ts";

interface AnswerParts {
  readonly procedures: RequestHandler;
  readonly figures: Figures;
  /** Where the app can be called by itself. */
  readonly ownAddress: string;
  /** Whether the process was told to stop. */
  readonly isStopping?: () => boolean;
}

/** Everything that is answered by something other than a page. */
export function answersOf(
  app: App,
  { procedures, figures, ownAddress, isStopping = () => false }: AnswerParts,
): Answers {
  return new Map<string, Answer>([
    [`${ENDPOINT}/`, procedures],
    ["/api/try", createDemo({ ...app, ...app.settings, ownAddress })],
    ["/healthz", () => Response.json({ alive: true })],
    ["/readyz", createReadiness({ ...app, isStopping, warnings: app.warnings.current })],
    ["/metrics", createScrape(figures, app.settings)],
    ["/.well-known/jwks.json", () => jwks(app)],
    // Where password managers look (W3C, A Well-Known URL for Changing Passwords), and iOS.
    ["/.well-known/change-password", () => elsewhere("/dashboard/account")],
    ["/apple-touch-icon.png", () => elsewhere("/apple-icon.png")],
    ["/logout", createLogout(procedures, app.settings.origin)],
    // Addresses that are mistyped: a program is told in JSON that nothing is there.
    ["/api/", procedures],
  ]);
}

function elsewhere(path: string): Response {
  return new Response(null, { status: 302, headers: { Location: path } });
}

/**
 * The public keys that aren't banned, for everybody's pages and programs; 503 until the database has told which are. May be
 * kept for half the time that a new one is published before it
 * signs: so whoever keeps them for as long as they may has it before its first token.
 */
async function jwks({ auth, settings }: App): Promise<Response> {
  const open = { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" };
  const kept = { "Cache-Control": `public, max-age=${Math.floor(settings.keyLeadSeconds / 2)}` };
  try {
    const keySet = JSON.stringify(await auth.jwks());
    return new Response(keySet, { headers: { ...open, ...kept, "Content-Type": "application/jwk-set+json" } });
  } catch (error) {
    const refusal = formatError({ error });
    const headers = { ...open, "Retry-After": "2" };
    return Response.json({ error: refusal }, { status: refusal.data.httpStatus, headers });
  }
}
