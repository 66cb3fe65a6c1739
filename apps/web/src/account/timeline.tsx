"use client";

import type { ReactNode, Ref } from "react";
import { Address } from "../sessions/address.tsx";
import { deviceOf } from "../sessions/device.ts";
import { Badge } from "../ui/badge.tsx";
import { classes } from "../ui/classes.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Time } from "../ui/time.tsx";
import { type AccountEvent, wordingOf } from "./event.ts";
import { firstLogins } from "./new-device.ts";

/** What looks new in a log that is cut off might be an old one's return, and a false alarm is worse than none. */
const NONE: ReadonlySet<AccountEvent> = new Set();

const DOTS = {
  good: "border-good bg-good",
  plain: "border-edge bg-surface",
  warn: "border-warn bg-warn",
  bad: "border-bad bg-bad",
} as const;

interface TimelineProps {
  readonly events: readonly AccountEvent[];
  /** Only so many of them are shown. The others still tell which device is new. */
  readonly shown: number;
  /** Whether there are none before these. */
  readonly isComplete: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What can be done about an event. */
  readonly actionFor?: (event: AccountEvent) => ReactNode;
  readonly list?: Ref<HTMLOListElement>;
}

/** Shows what happened to an account, newest first, with device and address. */
export function Timeline({ events, shown, isComplete, now, actionFor, list }: TimelineProps) {
  if (events.length === 0) return <p className="text-soft">No recent activity.</p>;
  const firsts = isComplete ? firstLogins(events) : NONE;
  return (
    <ol ref={list} className="relative ml-1.5 grid gap-5 border-l-2 border-line pl-5">
      {events.slice(0, shown).map((event) => (
        <Entry key={event.id} event={event} now={now} isNew={firsts.has(event)}>
          {actionFor?.(event)}
        </Entry>
      ))}
    </ol>
  );
}

interface EntryProps {
  readonly event: AccountEvent;
  readonly now: number;
  readonly isNew: boolean;
  readonly children: ReactNode;
}

/** It takes the focus when it is the first of those that were asked for. */
function Entry({ event, now, isNew, children }: EntryProps) {
  const { tone, text } = wordingOf(event);
  return (
    <li tabIndex={-1} className="relative grid gap-0.5 rounded-sm">
      <span
        aria-hidden="true"
        className={classes("absolute top-1.5 -left-[1.6875rem] size-3 rounded-full border-2", DOTS[tone])}
      />
      <span className="flex flex-wrap items-baseline gap-x-2 font-semibold">
        {text} {isNew && <Badge tone="warn">New device</Badge>}
      </span>
      <span className="text-sm text-soft">
        <RelativeTime iso={event.at} now={now} /> · <Time iso={event.at} />
      </span>
      <From event={event} />
      {children}
    </li>
  );
}

function From({ event: { userAgent, address } }: { event: AccountEvent }) {
  if (userAgent === null && address === null) return null;
  return (
    <span className="text-sm text-soft wrap-anywhere">
      {userAgent !== null && deviceOf(userAgent).name}
      {userAgent !== null && address !== null && " · "}
      {address !== null && <Address address={address} />}
    </span>
  );
}
