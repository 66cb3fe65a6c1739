import type { Auth } from "@curfew/auth";
import { requestContext } from "./request-context.ts";

/** What tells whose a token is: verified claims. */
interface Whose {
  readonly subject: string;
  readonly sessionId: string;
}

/**
 * The same, with whose token a request came with, or was given, noted on the request: also of one that is refused, as far
 * as we signed it. Of several the last counts: a login ends one session and opens another.
 */
export function identified(auth: Auth): Auth {
  return {
    ...auth,
    async verify(token, options) {
      const verification = await auth.verify(token, options);
      if ("claims" in verification) note(verification.claims);
      if (verification.ok) noteEvidence(verification.evidenceAgeMs);
      return verification;
    },
    async verifySignature(token) {
      const claims = await auth.verifySignature(token);
      if (claims !== null) note(claims);
      return claims;
    },
    async rotate(token, ledger) {
      const refresh = await auth.rotate(token, ledger);
      if ("claims" in refresh) note(refresh.claims);
      return refresh;
    },
    async issue(session) {
      const pair = await auth.issue(session);
      note({ subject: session.subject, sessionId: session.id });
      return pair;
    },
  };
}

function noteEvidence(ageMs: number): void {
  const blacklist = requestContext()?.blacklist;
  if (blacklist !== undefined && ageMs > 0) blacklist.keptMs = Math.max(ageMs, blacklist.keptMs ?? 0);
}

function note({ subject, sessionId }: Whose): void {
  const found = requestContext();
  if (found !== undefined) found.whose = { userId: subject, sessionId };
}
