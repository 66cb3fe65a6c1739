import type { RequestHandler } from "@curfew/api";
import type { Root } from "../../root.ts";
import { forwardedAddress } from "../http/address.ts";
import { type Answers, answerTo, RENDERED } from "../http/answer.ts";
import { securityHeaders } from "../http/policy.ts";
import { createMaintenance } from "../maintenance/maintenance.ts";
import { requestContext } from "../observability/request-context.ts";
import { createRenew } from "../pages/renewal.ts";
import { createVisits } from "../pages/visit.ts";
import type { App } from "./app.ts";

interface RootParts {
  readonly procedures: RequestHandler;
  readonly answers: Answers;
  readonly hasOwnServer: boolean;
}

/** What Next.js's part of the app uses of ours. */
export function createRoot(app: App, { procedures, answers, hasOwnServer }: RootParts): Root {
  const { origin, lifetimes, trustedProxyHops } = app.settings;
  const { toleranceSeconds } = lifetimes;
  const renew = createRenew({ ...app, origin, toleranceSeconds, answer: procedures });
  const visit = createVisits({ ...app, origin, renew });
  const headers = [...securityHeaders(origin)];
  const addressOf = (sent: Headers) =>
    requestContext()?.address ?? forwardedAddress(sent.get("x-forwarded-for"), trustedProxyHops) ?? "unknown";
  return {
    origin,
    hasOwnServer,
    async answer(request) {
      const answer = answerTo(new URL(request.url).pathname, answers);
      const response = await answer?.(request, { address: addressOf(request.headers), peer: null });
      if (response === undefined || response === RENDERED) return response ?? new Response(null, { status: 404 });
      for (const [name, value] of headers) if (!response.headers.has(name)) response.headers.set(name, value);
      return response;
    },
    visit: (sent) => visit(sent, addressOf(sent)),
    maintain: createMaintenance(app),
  };
}
