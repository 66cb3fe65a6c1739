"use client";

import { addressSentence } from "../trpc/error-messages.ts";
import { Alert } from "../ui/alert.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

/** Says where the app is to be opened, before anybody types a password in vain: from here nothing can be sent. */
export function WrongAddress({ origin }: { origin: string }) {
  if (!useHydrated() || location.origin === origin) return null;
  return (
    <Alert>
      {addressSentence(origin)} <TextLink href={origin + location.pathname + location.search}>Open it there</TextLink>
    </Alert>
  );
}
