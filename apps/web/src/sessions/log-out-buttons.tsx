"use client";

import { Button } from "../ui/button.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { type Extent, WORDS } from "./end-many.tsx";

interface LogOutButtonsProps {
  readonly hasOthers: boolean;
  readonly onAsk: (extent: Extent) => void;
}

/** Shows the buttons that end many sessions, all but this one or this one too; each asks first. */
export function LogOutButtons({ hasOthers, onAsk }: LogOutButtonsProps) {
  const isHydrated = useHydrated();
  const extents: readonly Extent[] = hasOthers ? ["others", "everywhere"] : ["everywhere"];
  return (
    <div className="flex min-w-0 flex-wrap gap-3">
      {extents.map((extent) => (
        <Button key={extent} tone="quiet" disabled={!isHydrated} onClick={() => onAsk(extent)}>
          {WORDS[extent]}
        </Button>
      ))}
    </div>
  );
}
