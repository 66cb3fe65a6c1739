"use client";

import { deviceOf } from "../sessions/device.ts";
import { classes } from "../ui/classes.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { type AccountEvent, wordingOf } from "./event.ts";

const DOTS = {
  good: "border-good bg-good",
  plain: "border-edge bg-surface",
  warn: "border-warn bg-warn",
  bad: "border-bad bg-bad",
} as const;

interface TimelineProps {
  readonly events: readonly AccountEvent[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What happened to an account: each time with from what and where. */
export function Timeline({ events, now }: TimelineProps) {
  if (events.length === 0) return <p className="text-soft">No recent activity.</p>;
  return (
    <ol className="relative ml-1.5 grid gap-5 border-l-2 border-line pl-5">
      {events.map((event, i) => (
        <Entry key={i} event={event} now={now} />
      ))}
    </ol>
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
