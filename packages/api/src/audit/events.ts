/** The events of the audit trail that a request can cause. */
export const EVENTS = [
  "signup",
  "login",
  "login_refused",
  "logout",
  "refresh_reused",
  "refresh_unissued",
  "token_revoked",
  "session_ended",
  "session_replaced",
  "session_crowded_out",
  "other_sessions_ended",
  "all_sessions_ended",
  "password_changed",
  "password_refused",
  "password_reset",
  "account_deleted",
  "account_suspended",
  "account_restored",
  "everything_ended",
] as const;

export type Event = (typeof EVENTS)[number];
