import type { AppProcess } from "@curfew/web/testing";
import { startSite } from "@curfew/web/testing";

export interface App extends AppProcess {
  /** How often it has told of a recovery. */
  recoveries(): number;
  /** What it warns of. */
  warnings(): Promise<string>;
  /** The events of the audit trail that are about the store. */
  events(): Promise<readonly { readonly userId: string | null }[]>;
}

/** One instance of the app, its pages left out. Several may share their settings. */
export async function startApp(settings: Readonly<Record<string, string>>): Promise<App> {
  const site = await startSite({ APP_ORIGIN: "http://localhost:3000", BLACKLIST_TIMEOUT_MS: "2000", ...settings });
  return {
    address: site.origin,
    log: () => site.log.join(""),
    kill: site.close,
    stop: site.close,
    recoveries: () => site.log.filter((line) => line.includes('"event":"blacklist_recovered"')).length,
    async warnings() {
      const { warnings } = (await (await fetch(`${site.origin}/readyz`)).json()) as { warnings: string[] };
      return warnings.join("\n");
    },
    async events() {
      const all = await site.app.database.audit.since(new Date(0), 1_000);
      return all.filter(({ type }) => type === "store_recovered");
    },
  };
}
