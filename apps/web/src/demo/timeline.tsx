import { classes } from "../ui/classes.ts";
import type { DemoStep } from "./demo.ts";

const STEPS = [
  { name: "use", before: "Use the copy", after: "Copy used", call: "account.me" },
  { name: "revoke", before: "Revoke it", after: "Copy revoked", call: "auth.revoke" },
  { name: "use-again", before: "Use it again", after: "Copy used again", call: "account.me" },
] as const;

const TONES = {
  waiting: { dot: "border-edge bg-surface", chip: "bg-sunken text-soft", bar: "fill-line" },
  allowed: { dot: "border-good bg-good", chip: "bg-good-wash text-good", bar: "fill-good" },
  revoked: { dot: "border-warn bg-warn", chip: "bg-warn-wash text-warn", bar: "fill-warn" },
  refused: { dot: "border-bad bg-bad", chip: "bg-bad-wash text-bad", bar: "fill-bad" },
} as const;

type Fate = keyof typeof TONES;

/** Shows the life of a copied token, one step a row, each with its answer and duration. */
export function Timeline({ steps }: { steps: readonly DemoStep[] }) {
  const last = steps.at(-1);
  const total = last === undefined ? 1 : last.at + last.ms;
  return (
    <ol className="relative grid grid-cols-1 gap-5 border-l-2 border-line pl-6 [margin-inline-start:0.4375rem]">
      {STEPS.map(({ name, before, after, call }) => {
        const step = steps.find((each) => each.name === name);
        const fate = fateOf(step);
        return (
          <li key={name} className="relative grid gap-2">
            <span
              aria-hidden="true"
              className={classes("absolute top-1.5 -left-[1.9375rem] size-3 rounded-full border-2", TONES[fate].dot)}
            />
            <div className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-semibold">{step === undefined ? before : after}</span>
              <code className="font-mono text-sm text-soft">{call}</code>
            </div>
            <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1 text-sm">
              <span className={classes("min-w-0 rounded-sm px-2 py-0.5 font-semibold wrap-anywhere", TONES[fate].chip)}>
                {wordFor(fate, step)}
              </span>
              {step !== undefined && (
                <span className="font-mono whitespace-nowrap tabular-nums text-soft">{step.ms.toFixed(1)} ms</span>
              )}
            </div>
            <svg className="h-1.5 w-full" aria-hidden="true" focusable="false">
              <rect width="100%" height="100%" rx="3" className="fill-sunken" />
              {step !== undefined && (
                <rect
                  x={`${(100 * step.at) / total}%`}
                  width={`${(100 * step.ms) / total}%`}
                  height="100%"
                  rx="3"
                  className={TONES[fate].bar}
                />
              )}
            </svg>
          </li>
        );
      })}
    </ol>
  );
}

function fateOf(step: DemoStep | undefined): Fate {
  if (step === undefined) return "waiting";
  if (step.status !== 200) return "refused";
  return step.name === "revoke" ? "revoked" : "allowed";
}

function wordFor(fate: Fate, step: DemoStep | undefined): string {
  if (step === undefined) return "not run yet";
  return step.reason === null ? `${step.status} ${fate}` : `${step.status} ${step.reason}`;
}
