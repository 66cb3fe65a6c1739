import type { ReactNode } from "react";
import { classes } from "./classes.ts";

type Tone = "plain" | "good" | "warn" | "bad";

const TONES: Readonly<Record<Tone, string>> = {
  plain: "bg-sunken text-soft",
  good: "bg-good-wash text-good",
  warn: "bg-warn-wash text-warn",
  bad: "bg-bad-wash text-bad",
};

/** Shows a word or two about the thing it stands beside. */
export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes("min-w-0 rounded-sm px-2 py-0.5 text-sm font-semibold", TONES[tone])}>{children}</span>
  );
}
