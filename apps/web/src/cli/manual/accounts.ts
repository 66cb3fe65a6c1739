import type { Chapter } from "./entry.ts";

/** Commands about one account. */
export const ACCOUNTS = {
  "end-sessions": {
    operand: "email",
    options: [],
    summary: "log one account out everywhere",
    details: `Every token of the account is refused from now on, including those that its sessions would still get.
The account may log in again; use suspend to keep it out.`,
  },
  suspend: {
    operand: "email",
    options: [],
    summary: "log one account out everywhere and refuse further logins",
    details: `Every token of the account is refused from now on, and a login is answered like one with a wrong password
until the account is restored. Repeating it ends all sessions again and keeps the time of the first one.`,
  },
  restore: {
    operand: "email",
    options: [],
    summary: "lift the suspension of an account",
    details: "The account may log in again. Sessions that ended stay ended.",
  },
  "reset-password": {
    operand: "email",
    options: [],
    summary: "print a link to set a new password for a user who forgot theirs",
    details: `The link works once, within an hour; a newer one, a password change or a suspension invalidates
it. Opening it doesn't use it up. Its secret follows the #, which browsers don't send. Check first that the
person who asks owns the account: the link gives access to it.
All sessions continue until the new password is set; then they end.`,
  },
  "grant-admin": {
    operand: "email",
    options: [],
    summary: "give an account the role admin",
    details: "In force with the account's next request; no login is needed.",
  },
  "revoke-admin": {
    operand: "email",
    options: [],
    summary: "remove the role admin from an account",
    details: "In force with the account's next request; its sessions continue as those of an ordinary account.",
  },
} as const satisfies Chapter;
