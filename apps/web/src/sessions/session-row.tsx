"use client";

import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Facts } from "../ui/facts.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { deviceOf } from "./device.ts";
import { DeviceIcon } from "./device-icon.tsx";
import type { Session } from "./session.ts";

interface SessionRowProps {
  readonly session: Session;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onEnd: () => void;
}

/** One login: what it is used with, from where, since when, and the button that ends it. */
export function SessionRow({ session, now, onEnd }: SessionRowProps) {
  const isHydrated = useHydrated();
  const { name, kind } = deviceOf(session.userAgent);
  const facts = [
    { term: "Address", value: session.address ?? "unknown" },
    { term: "First seen", value: <RelativeTime iso={session.startedAt} now={now} /> },
    { term: "Last seen", value: <RelativeTime iso={session.lastSeenAt} now={now} /> },
  ];
  return (
    <li className="grid gap-x-4 gap-y-4 rounded-lg border border-line bg-surface p-4 sm:grid-cols-[auto_1fr_auto] sm:items-start sm:p-6">
      <div className="flex items-start gap-3 sm:contents">
        <DeviceIcon kind={kind} />
        <div className="grid min-w-0 flex-1 gap-3">
          <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="wrap-anywhere">{name}</h3>
            {session.current && <Badge tone="good">This device</Badge>}
          </div>
          <Facts facts={facts} />
        </div>
      </div>
      <Button tone="quiet" disabled={!isHydrated} onClick={onEnd}>
        End session
      </Button>
    </li>
  );
}
