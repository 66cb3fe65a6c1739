"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

export interface FieldProps extends Omit<ComponentProps<"input">, "className" | "id" | "children"> {
  readonly label: string;
  readonly name: string;
  /** What is wrong with the value; said with the field and by it. */
  readonly error?: ReactNode;
  readonly hint?: ReactNode;
  /** Stands inside the field's frame, after the text. */
  readonly aside?: ReactNode;
}

/** Shows a labelled text field; its value stays in the page, so that nothing typed before hydration is lost. */
export function Field({ label, error, hint, aside, ...input }: FieldProps) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const described = [error && errorId, hint && hintId].filter(Boolean).join(" ");
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <div className={classes(FRAME, error ? "border-bad outline outline-bad" : "border-edge")}>
        <input
          dir="auto"
          {...input}
          id={id}
          className="min-h-11 w-full min-w-0 rounded-md bg-transparent px-3 py-2 outline-none"
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
        />
        {aside}
      </div>
      {error && (
        <p id={errorId} className="flex gap-1.5 text-sm text-bad">
          <Cross />
          <span className="min-w-0 wrap-anywhere">{error}</span>
        </p>
      )}
      {hint && (
        <div id={hintId} className="text-sm text-soft">
          {hint}
        </div>
      )}
    </div>
  );
}

const FRAME =
  "flex items-center rounded-md border bg-surface focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-link";

/** Marks an error by its form: where colours are forced, nothing else tells it from a hint. */
function Cross() {
  return (
    <svg viewBox="0 0 16 16" className="mt-0.5 size-4 shrink-0" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5.5 5.5l5 5m0-5l-5 5" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}
