import type { SignedClaims } from "../token/claims.ts";
import { revocationKeys, sessionKeys } from "./keys.ts";
import type { BlacklistServices } from "./services.ts";
import type { BelievedSnapshot } from "./snapshot.ts";
import { type Checked, checkSessionStatus, checkStatus, isReplaceable, type RevocationStatus } from "./status.ts";

type CheckServices = Pick<BlacklistServices, "guard" | "replica">;

/** Checks an access token by revocations that are at most so old; 0 asks the store. */
export async function check(
  services: CheckServices,
  claims: SignedClaims<"access">,
  maxStalenessMs: number,
): Promise<Checked> {
  const { replica } = services;
  const checked = maxStalenessMs > 0 && replica !== null ? await replica.check(claims, maxStalenessMs) : null;
  return checked ?? { status: (await checkAnd(services, claims)).status, evidenceAgeMs: 0 };
}

/** Checks the sessions of these claims, whatever became of the tokens themselves, in one question. */
export async function checkSessions(
  services: CheckServices,
  sessions: readonly SignedClaims[],
): Promise<readonly RevocationStatus[]> {
  const keys = [...new Set(sessions.flatMap(sessionKeys))];
  const statusesIn = (snapshot: BelievedSnapshot) => sessions.map((claims) => checkSessionStatus(claims, snapshot));
  const snapshot = await confirmed(services, keys, statusesIn);
  return statusesIn(snapshot);
}

/** Checks a token, and shows what stands under some more keys, in one question. */
export async function checkAnd(
  services: CheckServices,
  claims: SignedClaims,
  more: readonly string[] = [],
): Promise<{ readonly status: RevocationStatus; readonly snapshot: BelievedSnapshot }> {
  const keys = [...revocationKeys(claims), ...more];
  const snapshot = await confirmed(services, keys, (shown) => [checkStatus(claims, shown)]);
  return { status: checkStatus(claims, snapshot), snapshot };
}

/** Reads keys. A refusal that rests on what can be replaced is confirmed by the primary: a replica may not have the newer one. */
async function confirmed(
  { guard }: CheckServices,
  keys: readonly string[],
  statusesIn: (snapshot: BelievedSnapshot) => readonly RevocationStatus[],
): Promise<BelievedSnapshot> {
  const snapshot = await guard.read(keys);
  return statusesIn(snapshot).some(isReplaceable) ? guard.readPrimary(keys) : snapshot;
}
