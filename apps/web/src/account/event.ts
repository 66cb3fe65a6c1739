import type { AppRouter, inferRouterOutputs } from "@curfew/api";
import { countOf } from "../sessions/count.ts";
import { deviceOf } from "../sessions/device.ts";

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
  login_refused: { tone: "warn", text: "Failed login" },
  logout: { tone: "plain", text: "Logged out" },
  refresh_reused: {
    tone: "bad",
    text: "Session ended: an old refresh token was used again, which may mean it was stolen",
  },
  token_revoked: { tone: "plain", text: "Token revoked" },
  refresh_unissued: { tone: "bad", text: "Session ended: a refresh token was used that was never given out" },
  session_ended: { tone: "plain", text: "Session ended" },
  session_replaced: { tone: "plain", text: "Logged in again on the same browser" },
  session_crowded_out: { tone: "warn", text: "Oldest session logged out (limit of 1,000 reached)" },
  other_sessions_ended: { tone: "plain", text: "Logged out all other sessions" },
  all_sessions_ended: { tone: "plain", text: "Logged out everywhere" },
  password_changed: { tone: "good", text: "Password changed" },
  password_refused: { tone: "warn", text: "Wrong password entered when changing it" },
  account_suspended: { tone: "bad", text: "Account suspended" },
  account_restored: { tone: "good", text: "Account restored" },
  password_reset: { tone: "warn", text: "Password set with a reset link" },
  admin_granted: { tone: "good", text: "Granted administrator access" },
  admin_revoked: { tone: "plain", text: "Administrator access removed" },
  password_reset_offered: { tone: "warn", text: "Link to set a new password created" },
};

/** By whom, where it wasn't the person themselves or somebody who passed for them. */
const BY: Readonly<Record<string, string>> = { admin: " by an administrator", operator: " from the command line" };

/** Says in words what happened. An event newer than this page is told by its own name. */
export function wordingOf(event: AccountEvent): Wording {
  const { type, reason } = event;
  const { tone, text } = WORDINGS[type] ?? { tone: "plain", text: type.replaceAll("_", " ") };
  return { tone, text: (detailed(event) ?? text) + (BY[reason ?? ""] ?? "") };
}

/** Describes an event with its details: whom it ended, or how many. */
function detailed({ type, reason, count, detail }: AccountEvent): string | null {
  if (type === "token_revoked" && reason === "trial") return "Trial: a copy of this session’s token was revoked";
  if (type === "session_ended" && detail !== null) return `Ended the session on ${deviceOf(detail).name}`;
  if (count === null) return null;
  if (type === "other_sessions_ended") return `Logged out ${countOf(count, { hasMore: false, one: "other session" })}`;
  if (type === "all_sessions_ended") return `Logged out everywhere (${countOf(count, { hasMore: false })})`;
  return null;
}
