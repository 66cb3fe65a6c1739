"use client";

import { useState } from "react";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import type { AccountEvent } from "./event.ts";
import { Timeline } from "./timeline.tsx";

const FEW = 8;

interface ActivityProps {
  readonly events: readonly AccountEvent[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly failure: string | null;
}

/** What happened to this account lately, newest first. */
export function Activity({ events, now, failure }: ActivityProps) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? events : events.slice(0, FEW);
  return (
    <Card title="Recent activity">
      {failure !== null && <Alert>{failure}</Alert>}
      <Timeline events={shown} now={now} />
      {events.length > shown.length && (
        <Button tone="quiet" wide onClick={() => setAll(true)}>
          Show {events.length - shown.length} more
        </Button>
      )}
    </Card>
  );
}
