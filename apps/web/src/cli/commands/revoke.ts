import type { SignedClaims } from "@curfew/auth";
import { type Call, type Command, note } from "../command.ts";
import { Failure } from "../failure.ts";

/** Takes an access token back, or ends the whole session of a refresh token (RFC 7009 §2.1). */
export const revoke: Command = async (call) => {
  const claims = await call.services.auth.verifySignature(call.operand);
  if (claims === null) throw new Failure("token_foreign", "This is not a token of this service: nothing was revoked.");
  await call.services.auth.revoke(claims);
  await (claims.kind === "refresh" ? endedSession(call, claims) : endedToken(call, claims));
  const { kind, subject, sessionId, tokenId } = claims;
  const text = kind === "refresh" ? `The session ${sessionId} has ended.\n` : `The token ${tokenId} is revoked.\n`;
  const revoked = kind === "refresh" ? "session" : "token";
  return { exitCode: 0, text, json: { revoked, userId: subject, sessionId, tokenId } };
};

async function endedSession(call: Call, { subject, sessionId }: SignedClaims): Promise<void> {
  const { database, clock } = call.services;
  await database.sessions.end([sessionId], clock());
  await note(call, { type: "session_ended", userId: subject, sessionId });
}

function endedToken(call: Call, { subject, sessionId }: SignedClaims): Promise<void> {
  return note(call, { type: "token_revoked", userId: subject, sessionId });
}
