import type { AccountEvent } from "../account/event.ts";
import { previousLogin } from "../account/previous-login.ts";
import type { Me } from "../root.ts";
import { deviceOf } from "../sessions/device.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { shownEmail } from "../ui/shown-email.ts";
import { Time } from "../ui/time.tsx";

interface SessionCardProps {
  readonly me: Me;
  readonly activity: readonly AccountEvent[];
}

/** Shows who is logged in, since when and until when at most, and their previous login. */
export function SessionCard({ me: { user, session }, activity }: SessionCardProps) {
  const before = previousLogin(activity, session.id);
  const facts = [
    { term: "Email", value: <bdi>{shownEmail(user.email)}</bdi> },
    { term: "Role", value: user.role === "admin" ? "Administrator" : "User" },
    { term: "Logged in", value: <Time iso={session.startedAt} /> },
    ...(before === null ? [] : [{ term: "Previous login", value: <PreviousLogin event={before} /> }]),
    { term: "Expires no later than", value: <Time iso={session.expiresAt} /> },
    { term: "Session ID", value: session.id, isCode: true },
  ];
  return (
    <Card title="Your session">
      <Facts facts={facts} />
    </Card>
  );
}

function PreviousLogin({ event: { at, userAgent } }: { event: AccountEvent }) {
  return (
    <>
      <Time iso={at} />, {deviceOf(userAgent).name}
    </>
  );
}
