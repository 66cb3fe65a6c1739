import type { Chapter } from "./entry.ts";

/** Commands about signing keys. */
export const KEYS = {
  "rotate-key": {
    operand: null,
    options: ["wait"],
    summary: "publish a new key that will sign; nobody has to log in again",
    details: `Adds a key to those kept in DATA_DIR and says when it will sign. Running servers publish it by themselves,
and sign with it from that time on. The old key verifies until the last token it signed has expired, then it
is dropped. With --wait the command ends when the new key signs.
Keys given in AUTH_SIGNING_KEYS are rotated there; the command then says how.
A key that has leaked must stop verifying at once: stop the servers, delete signing-keys.json in DATA_DIR,
start them again. Everybody logs in again.`,
  },
  "generate-keys": {
    operand: null,
    options: [],
    summary: "print a new private JWK Set for AUTH_SIGNING_KEYS",
    details: `Makes one ES256 key. Standard output holds the key set and nothing else; keep it as you keep a password:
  npm run --silent curfew -- generate-keys > keys.json
Reads no settings and changes nothing.`,
  },
} as const satisfies Chapter;
