import type { ReactNode } from "react";
import { classes } from "./classes.ts";

interface Fact {
  readonly term: string;
  readonly value: ReactNode;
  /** An id or the like, to be read letter by letter. */
  readonly isCode?: boolean;
}

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-3 text-sm sm:grid-cols-[max-content_1fr]">
      {facts.map(({ term, value, isCode }) => (
        <div key={term} className="grid gap-x-6 gap-y-0.5 sm:col-span-2 sm:grid-cols-subgrid">
          <dt className="text-soft">{term}</dt>
          <dd className={classes("min-w-0 wrap-anywhere", isCode && "font-mono")}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
