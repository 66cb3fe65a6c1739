import type { Explanation, SignedClaims } from "@curfew/auth";
import type { Command } from "../command.ts";
import { moment, section } from "../text.ts";

/** Why a token is accepted or refused. Shows ids and times, never the token. */
export const explain: Command = async ({ services, operand }) => {
  const { auth, database, clock } = services;
  const explanation = await auth.explain(operand, database.sessions.ledger(clock(), NOBODY));
  const { accepted, steps, claims, findings: records } = explanation;
  return { exitCode: accepted ? 0 : 3, text: textOf(explanation), json: { accepted, steps, claims, records } };
};

const NOBODY = { userAgent: null, address: null };

function textOf({ accepted, steps, claims, findings }: Explanation): string {
  const stepRows = steps.map(({ step, ok, why }) => [step, ok ? "ok" : "REFUSED", why]);
  const recordRows = findings.map(({ record, value, since }) => [
    record,
    value === null ? "nothing stands there" : value,
    since === null ? "" : `since ${moment(since)}`,
  ]);
  return [
    accepted ? "This token is accepted.\n" : "This token is refused.\n",
    section("Steps", stepRows),
    claims === null ? "" : section("Claims", claimRows(claims)),
    recordRows.length === 0 ? "" : section("Records of the blacklist", recordRows),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function claimRows(claims: SignedClaims): string[][] {
  return [
    ["kind", claims.kind],
    ["subject", claims.subject],
    ["session", claims.sessionId],
    ["token id", claims.tokenId],
    ["key", claims.keyId],
    ["issued", moment(claims.issuedAt)],
    ["expires", moment(claims.expiresAt)],
    ["session ends", moment(claims.sessionExpiresAt)],
    ["line", claims.line],
    ["epoch", claims.epoch],
  ];
}
