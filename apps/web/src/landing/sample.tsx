import type { DemoStep } from "../demo/demo.ts";
import { Timeline } from "../demo/timeline.tsx";

const STEPS: readonly DemoStep[] = [
  { name: "use", at: 0, ms: 3.1, status: 200, reason: null },
  { name: "revoke", at: 3.1, ms: 2.4, status: 200, reason: null },
  { name: "use-again", at: 5.5, ms: 1.2, status: 401, reason: "token_revoked" },
];

/** Shows what the dashboard shows with a real token, drawn with figures from one run. */
export function Sample() {
  return (
    <figure className="grid min-w-0 grid-cols-1 gap-6 rounded-lg border border-line bg-surface p-4 sm:p-7">
      <figcaption className="text-sm text-soft">A real run: a copied token before and after it was revoked</figcaption>
      <Timeline steps={STEPS} />
    </figure>
  );
}
