"use client";

import { type RefObject, useEffect } from "react";

const KEY = "email";

/**
 * Returns the path of the login page with an email filled in. It travels in the fragment, which is sent to no server.
 */
export function loginWith(email: string, next: string): string {
  return `/login?${new URLSearchParams({ next })}#${new URLSearchParams({ [KEY]: email })}`;
}

/** Fills in the address that was carried here, once, and goes on to the password. */
export function useCarriedEmail(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const email = new URLSearchParams(location.hash.slice(1)).get(KEY);
    const field = form.current?.querySelector<HTMLInputElement>("[name=email]");
    if (email === null || !field) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    if (field.value === "") field.value = email;
    form.current?.querySelector<HTMLInputElement>("[name=password]")?.focus();
  }, [form]);
}
