import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes.ts";

type Tone = "primary" | "quiet" | "danger";

const SHAPE =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-md border px-4 py-2 font-semibold motion-safe:transition-colors";

const TONES: Readonly<Record<Tone, string>> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-strong",
  quiet: "border-line bg-surface text-ink hover:border-edge hover:bg-sunken",
  danger: "border-transparent bg-bad text-paper hover:opacity-90",
};

interface ButtonProps extends Omit<ComponentProps<"button">, "className"> {
  readonly tone?: Tone;
  /** Something is under way: the button keeps the focus and does nothing. */
  readonly pending?: boolean;
  readonly wide?: boolean;
}

export function Button({ tone = "primary", pending = false, wide = false, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      {...(pending ? { "aria-disabled": true, "aria-busy": true } : {})}
      onClick={pending ? undefined : onClick}
      className={classes(SHAPE, TONES[tone], wide && "w-full", pending && "opacity-75", "disabled:opacity-75")}
    >
      {children}
      {pending && <Spinner />}
    </button>
  );
}

export function ButtonLink({ href, tone = "primary", children }: { href: string; tone?: Tone; children: ReactNode }) {
  return (
    <a href={href} className={classes(SHAPE, TONES[tone])}>
      {children}
    </a>
  );
}

function Spinner() {
  return (
    <svg viewBox="0 0 16 16" className="size-4 motion-safe:animate-spin" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="28 14" />
    </svg>
  );
}
