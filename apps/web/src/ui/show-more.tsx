"use client";

import { Button } from "./button.tsx";
import { useHydrated } from "./use-hydrated.ts";

/** Asks for the next page of a list. */
export function ShowMore({ pending, onClick }: { pending: boolean; onClick: () => void }) {
  const isHydrated = useHydrated();
  return (
    <div>
      <Button tone="quiet" pending={pending} disabled={!isHydrated} onClick={onClick}>
        Show more
      </Button>
    </div>
  );
}
