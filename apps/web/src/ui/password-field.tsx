"use client";

import { useEffect, useRef, useState } from "react";
import { Field, type FieldProps } from "./field.tsx";

/** Shows a field for a password that can be made visible until it is sent. */
export function PasswordField(props: Omit<FieldProps, "type" | "aside" | "ref">) {
  const input = useRef<HTMLInputElement>(null);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const form = input.current?.form;
    const hide = () => setShown(false);
    form?.addEventListener("submit", hide);
    return () => form?.removeEventListener("submit", hide);
  }, []);
  return (
    <Field
      {...props}
      ref={input}
      type={isShown ? "text" : "password"}
      dir="ltr"
      spellCheck={false}
      autoCapitalize="none"
      aside={<Toggle isShown={isShown} label={props.label} onToggle={() => setShown(!isShown)} />}
    />
  );
}

interface ToggleProps {
  readonly isShown: boolean;
  readonly label: string;
  readonly onToggle: () => void;
}

function Toggle({ isShown, label, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      onClick={onToggle}
      className="m-0.5 min-h-10 rounded-sm px-2.5 text-sm font-semibold text-link hover:bg-sunken focus-visible:outline-offset-0"
    >
      {isShown ? "Hide" : "Show"}
      <span className="sr-only"> {label.toLowerCase()}</span>
    </button>
  );
}
