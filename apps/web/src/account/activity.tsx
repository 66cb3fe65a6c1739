"use client";

import { useState } from "react";
import { deviceOf } from "../sessions/device.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { classes } from "../ui/classes.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { type AccountEvent, wordingOf } from "./event.ts";

const FEW = 8;

const DOTS = {
  good: "border-good bg-good",
  plain: "border-edge bg-surface",
  warn: "border-warn bg-warn",
  bad: "border-bad bg-bad",
} as const;

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
      {events.length === 0 && <p className="text-soft">Nothing is kept of what happened so far.</p>}
      <ol className="relative ml-1.5 grid gap-5 border-l-2 border-line pl-5">
        {shown.map((event, i) => (
          <Entry key={i} event={event} now={now} />
        ))}
      </ol>
      {events.length > shown.length && (
        <Button tone="quiet" wide onClick={() => setAll(true)}>
          Show {events.length - shown.length} more
        </Button>
      )}
    </Card>
  );
}

function Entry({ event, now }: { event: AccountEvent; now: number }) {
  const { tone, text } = wordingOf(event);
  const from = [event.userAgent && deviceOf(event.userAgent).name, event.address].filter(Boolean).join(" · ");
  return (
    <li className="relative grid gap-0.5">
      <span
        aria-hidden="true"
        className={classes("absolute top-1.5 -left-[1.6875rem] size-3 rounded-full border-2", DOTS[tone])}
      />
      <span className="font-semibold">{text}</span>
      <span className="text-sm text-soft">
        <RelativeTime iso={event.at} now={now} />
      </span>
      {from !== "" && <span className="text-sm text-soft wrap-anywhere">{from}</span>}
    </li>
  );
}
