/** What can be asked for, and how it is explained. */
export interface Entry {
  /** What the command is about, if it needs to be told. */
  readonly operand: "email" | "token" | null;
  readonly summary: string;
  /** The rest of `help <command>`, wrapped. */
  readonly details: string;
}

export type CommandName = keyof typeof MANUAL;

export const MANUAL = {
  status: {
    operand: null,
    summary: "what is set, what is up, and which keys sign and verify",
    details: `Shows the settings in short, the database, the blacklist with its generation, since when that stands
and how many writes the store has counted, the signing keys, and what should be looked after.
A generation younger than the service: everybody had to log in again then.
Ends with 1 if the blacklist or the database is down.`,
  },
  explain: {
    operand: "token",
    summary: "why a token is accepted or refused, step by step",
    details: `Takes the token the way of a request and shows each step, the claims, and every record of the
blacklist that was asked, with since when it stands. Changes nothing. An expired token is explained too.
With - the token is read from standard input, and stays out of the shell's history and the process list:
  npm run curfew -- explain - < token.txt
Ends with 0 if the token would be accepted, with 3 if it would be refused.`,
  },
  revoke: {
    operand: "token",
    summary: "take one access token back, or end the session of a refresh token",
    details: `An access token is refused from now on; its session goes on with the next one. With a refresh token the
whole session ends. Expired tokens may be given, and the same one again.
With - the token is read from standard input. Ends with 1 if it is not a token of this service.`,
  },
  "end-sessions": {
    operand: "email",
    summary: "log one person out everywhere",
    details: `Every token of the account is refused from now on, those still to be minted by its sessions included.
The account may log in again at once; to keep somebody out, suspend the account on /admin.`,
  },
  "end-everything": {
    operand: null,
    summary: "log everybody out everywhere",
    details: `Gives the blacklist a new generation: every token of everyone is refused from now on.
Asks first on a terminal, unless told --yes.`,
  },
  "rotate-key": {
    operand: null,
    summary: "sign with a new key; nobody has to log in again",
    details: `Adds a key to those kept in DATA_DIR. Running servers take it up by themselves and sign with it when the
command ends, two seconds later. The old key verifies until the last token it signed is dead, then it is
dropped. Keys given in AUTH_SIGNING_KEYS are rotated there; this command then says how.
A key that has leaked must stop verifying at once: stop the servers, delete signing-keys.json in DATA_DIR,
start them again. Everybody logs in again.`,
  },
  "grant-admin": {
    operand: "email",
    summary: "give an account the role admin",
    details: `In force with the account's next request; nobody has to log in again.`,
  },
} as const satisfies Readonly<Record<string, Entry>>;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(MANUAL, name);
}
