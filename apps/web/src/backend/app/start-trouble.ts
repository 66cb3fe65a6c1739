import { KeySetError } from "@curfew/auth";
import { report } from "../config/report.ts";
import type { Settings } from "../config/settings.ts";

/** Says in terms of settings why the app can't be put together; null: they aren't why. */
export function startTrouble(cause: unknown, settings: Settings): string | null {
  const message = cause instanceof KeySetError ? `the keys in it: ${cause.message}` : folderTrouble(cause, settings);
  return message === null ? null : report([{ variables: ["DATA_DIR"], message }]);
}

/** What the file system refused in the data folder, or to make it. */
function folderTrouble(cause: unknown, { dataDirectory }: Settings): string | null {
  if (!(cause instanceof Error && "path" in cause && "code" in cause)) return null;
  const path = String(cause.path);
  if (!path.startsWith(dataDirectory) && !dataDirectory.startsWith(`${path}/`)) return null;
  return `it can't be made, or not everything in it can be used (${cause.code})`;
}
