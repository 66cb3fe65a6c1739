import type { Command } from "./command.ts";
import { adoptStore } from "./commands/adopt-store.ts";
import { audit } from "./commands/audit.ts";
import { banKey } from "./commands/ban-key.ts";
import { endEverything } from "./commands/end-everything.ts";
import { endSessions } from "./commands/end-sessions.ts";
import { explain } from "./commands/explain.ts";
import { grantAdmin } from "./commands/grant-admin.ts";
import { resetPassword } from "./commands/reset-password.ts";
import { restore } from "./commands/restore.ts";
import { revoke } from "./commands/revoke.ts";
import { revokeAdmin } from "./commands/revoke-admin.ts";
import { rotateKey } from "./commands/rotate-key.ts";
import { status } from "./commands/status.ts";
import { suspend } from "./commands/suspend.ts";
import type { CommandName } from "./manual.ts";

/** What carries out each command that needs the whole service; `generate-keys` and `migrate` need less. */
export const COMMANDS: Readonly<Record<Exclude<CommandName, "generate-keys" | "migrate">, Command>> = {
  status,
  audit,
  "adopt-store": adoptStore,
  explain,
  revoke,
  "end-sessions": endSessions,
  "end-everything": endEverything,
  suspend,
  restore,
  "reset-password": resetPassword,
  "rotate-key": rotateKey,
  "ban-key": banKey,
  "grant-admin": grantAdmin,
  "revoke-admin": revokeAdmin,
};
