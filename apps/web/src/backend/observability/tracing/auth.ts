import type { Auth } from "@curfew/auth";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { apart } from "../request-context.ts";
import { inSpan } from "./span.ts";

/** The same, with a span around what is done with a token. A span holds no token, and no id of one. */
export function traced(auth: Auth): Auth {
  return {
    ...auth,
    verify: (token, options) =>
      inSpan("verify", {}, async (span) => {
        const verification = await auth.verify(token, options);
        span.setAttribute("curfew.outcome", verification.ok ? "ok" : verification.code);
        return verification;
      }),
    rotate: (token, ledger) =>
      inSpan("rotate", {}, async (span) => {
        const refresh = await auth.rotate(token, ledger);
        span.setAttribute("curfew.outcome", refresh.ok ? "ok" : refresh.code);
        return refresh;
      }),
    // Asked now and then for every stream that is open, and so for no one request.
    checkSessions: (sessions) => apart(() => context.with(ROOT_CONTEXT, () => auth.checkSessions(sessions))),
  };
}
