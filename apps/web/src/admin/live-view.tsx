"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { errorMessage } from "../trpc/error-messages.ts";
import { useApi } from "../trpc/provider.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { useHydrated } from "../ui/use-hydrated.ts";
import { Charts } from "./charts.tsx";
import type { Stats } from "./stats.ts";

const EVERY_MS = 5_000;

/**
 * Shows the last hour, updated every few seconds while the page is visible. On a phone it is folded: the users come
 * first there.
 */
export function LiveView({ initial }: { initial: Stats }) {
  const isHydrated = useHydrated();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery(
    useApi().admin.stats.queryOptions(undefined, { initialData: initial, refetchInterval: EVERY_MS }),
  );
  return (
    <section className="grid grid-cols-1 gap-5" aria-labelledby="live">
      <div className="grid gap-1">
        <h2 id="live" className="text-xl">
          The last hour
        </h2>
        <p className="text-sm text-soft">
          Updates every 5 seconds. Refusals and denylist figures are for this server only.
        </p>
      </div>
      {error !== null && <Alert>These figures may be out of date. {errorMessage(error)}</Alert>}
      <div className="sm:hidden">
        <Button tone="quiet" wide disabled={!isHydrated} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Hide charts" : "Show charts"}
        </Button>
      </div>
      <div className={classes(!isOpen && "max-sm:hidden")}>
        <Charts stats={data} />
      </div>
    </section>
  );
}
