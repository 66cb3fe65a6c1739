import { KeySetError } from "@curfew/auth";
import { compose } from "./compose.ts";
import { processLog } from "./log/process.ts";
import { createPages } from "./pages.ts";
import { serve } from "./serve.ts";
import { report } from "./settings/report.ts";
import { readSettings } from "./settings/settings.ts";

const result = readSettings(process.env);
if (!result.ok) refuse(report(result.problems));
else if (!process.argv.includes("--check-settings")) await start(result.settings);

async function start(settings: Parameters<typeof compose>[0]): Promise<void> {
  try {
    await serve(await compose(settings, processLog()), createPages);
  } catch (cause) {
    if (cause instanceof KeySetError)
      refuse(report([{ variables: ["DATA_DIR"], message: `the keys in it: ${cause.message}` }]));
    else if (isTaken(cause)) refuse(report([{ variables: ["PORT"], message: "another program listens there" }]));
    else throw cause;
  }
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
}

function refuse(message: string): void {
  console.error(message);
  process.exit(1);
}
