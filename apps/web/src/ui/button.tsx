import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes.ts";
import { Spinner } from "./spinner.tsx";

type Tone = "primary" | "quiet" | "danger" | "text";

const SHAPE =
  "inline-flex max-w-full items-center justify-center gap-2 rounded-md font-semibold wrap-break-word motion-safe:transition-colors";

const ROOMY = "min-h-11 border px-4 py-2";

const TONES: Readonly<Record<Tone, string>> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-strong",
  quiet: "border-line bg-surface text-ink hover:border-edge hover:bg-sunken",
  danger: "border-transparent bg-bad text-paper hover:opacity-90",
  text: "min-h-8 text-sm text-link underline underline-offset-4",
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
      className={classes(
        SHAPE,
        tone !== "text" && ROOMY,
        TONES[tone],
        wide && "w-full",
        pending && "opacity-75",
        "disabled:opacity-75",
      )}
    >
      {children}
      {pending && <Spinner />}
    </button>
  );
}

export function ButtonLink({ href, tone = "primary", children }: { href: string; tone?: Tone; children: ReactNode }) {
  return (
    <a href={href} className={classes(SHAPE, ROOMY, TONES[tone])}>
      {children}
    </a>
  );
}
