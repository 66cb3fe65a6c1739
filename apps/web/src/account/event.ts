import type { AppRouter, inferRouterOutputs } from "@curfew/api";

/** Something that happened to an account, as its owner sees it. */
export type AccountEvent = inferRouterOutputs<AppRouter>["account"]["activity"][number];

type Tone = "good" | "plain" | "warn" | "bad";

interface Wording {
  readonly tone: Tone;
  readonly text: string;
}

const WORDINGS: Readonly<Record<string, Wording>> = {
  signup: { tone: "good", text: "Account created" },
  login: { tone: "good", text: "Logged in" },
  login_refused: { tone: "warn", text: "Login refused" },
  logout: { tone: "plain", text: "Logged out" },
  refresh_reused: { tone: "bad", text: "Session ended: a token that was used up came back, as a stolen one does" },
  token_revoked: { tone: "plain", text: "Token taken back" },
  session_ended: { tone: "plain", text: "Session ended" },
  session_replaced: { tone: "plain", text: "Session replaced by a new login" },
  session_crowded_out: { tone: "warn", text: "Session ended to make room for a new login" },
  all_sessions_ended: { tone: "plain", text: "All sessions ended" },
  password_changed: { tone: "good", text: "Password changed" },
  password_refused: { tone: "warn", text: "Wrong current password given" },
  account_suspended: { tone: "bad", text: "Account suspended" },
  account_restored: { tone: "good", text: "Account restored" },
  admin_granted: { tone: "good", text: "Made an administrator" },
};

/** By whom, where it wasn't the person themselves or somebody who passed for them. */
const BY: Readonly<Record<string, string>> = { admin: " by an administrator", operator: " by the operator" };

/** Says in words what happened. An event newer than this page is told by its own name. */
export function wordingOf({ type, reason }: AccountEvent): Wording {
  const { tone, text } = WORDINGS[type] ?? { tone: "plain", text: type.replaceAll("_", " ") };
  return { tone, text: text + (BY[reason ?? ""] ?? "") };
}
