"use client";

import { useQuery } from "@tanstack/react-query";
import { Alert } from "../ui/alert.tsx";
import { Notice } from "../ui/notice.tsx";

const EVERY_MS = 5_000;
const DEADLINE_MS = 5_000;

/**
 * Shows what an operator should look at: how far a recovery of the denylist has come, what it put back and how long it
 * took, and whatever else this server warns of. It asks where no session is needed: during a recovery no one has one.
 */
export function Warnings() {
  const { data, error } = useQuery({ queryKey: ["warnings"], queryFn: loadWarnings, refetchInterval: EVERY_MS });
  return (
    <section className="grid grid-cols-1 gap-5" aria-labelledby="warnings">
      <div className="grid gap-1">
        <h2 id="warnings" className="text-xl">
          Warnings
        </h2>
        <p className="text-sm text-soft">From this server only. A recovery of the denylist is listed for an hour.</p>
      </div>
      {error !== null && <Alert>Warnings couldn’t be loaded. They may be out of date.</Alert>}
      <div aria-live="polite">
        {data === undefined ? <p className="text-soft">Loading …</p> : <List warnings={data} />}
      </div>
    </section>
  );
}

function List({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return <p>No warnings.</p>;
  return (
    <ul className="grid grid-cols-1 gap-3">
      {warnings.map((warning) => (
        <li key={warning}>
          <Notice>{warning}</Notice>
        </li>
      ))}
    </ul>
  );
}

/** Asks for readiness, whose answer is 503 while something is down, and says what. */
async function loadWarnings(): Promise<readonly string[]> {
  const answer = await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(DEADLINE_MS) });
  // Without zod, which would be a tenth of what this page loads.
  const { warnings } = (await answer.json()) as { readonly warnings?: readonly string[] };
  if (!Array.isArray(warnings)) throw new TypeError("the server told no warnings");
  return warnings;
}
