"use client";

import type { ComponentProps, ReactNode } from "react";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

interface FormProps extends Pick<ComponentProps<"form">, "ref" | "onSubmit" | "onInput"> {
  /** What the button says. */
  readonly action: string;
  readonly tone?: "primary" | "danger";
  readonly isPending: boolean;
  readonly failure: string | null;
  /** What the button brings with it. */
  readonly hint?: string;
  readonly children: ReactNode;
}

/**
 * Shows a form that scripts send. Until they have taken over it can be filled in, and the button waits; were it sent
 * all the same, POST would keep its fields out of the address.
 */
export function Form({ action, tone = "primary", isPending, failure, hint, children, ...form }: FormProps) {
  const isHydrated = useHydrated();
  return (
    <form {...form} method="post" noValidate className="grid grid-cols-1 gap-5">
      {failure !== null && <Alert>{failure}</Alert>}
      {children}
      <Button type="submit" tone={tone} wide pending={isPending} disabled={!isHydrated}>
        {action}
      </Button>
      {hint !== undefined && <p className="-mt-2 text-sm text-soft">{hint}</p>}
      <noscript>
        <p className="text-sm text-soft">Please turn on JavaScript to continue.</p>
      </noscript>
    </form>
  );
}
