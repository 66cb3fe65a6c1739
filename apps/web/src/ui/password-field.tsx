"use client";

import { useState } from "react";
import { classes } from "./classes.ts";
import { Field, type FieldProps } from "./field.tsx";

/** A field for a password, which can be looked at. */
export function PasswordField(props: Omit<FieldProps, "type" | "aside">) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? "text" : "password"}
      spellCheck={false}
      autoCapitalize="none"
      aside={<Toggle shown={shown} onToggle={() => setShown(!shown)} />}
    />
  );
}

/** Its name leaves the word of the field's label out, so that there is one thing of that name. */
function Toggle({ shown, onToggle }: { shown: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={shown}
      onClick={onToggle}
      className={classes(
        "m-1 min-h-9 rounded-sm px-2.5 text-sm font-semibold focus-visible:outline-offset-0",
        shown ? "bg-sunken text-ink" : "text-link hover:bg-sunken",
      )}
    >
      Show<span className="sr-only"> characters</span>
    </button>
  );
}
