import type { Me } from "../host.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { Time } from "../ui/time.tsx";

/** Who is logged in, since when, and until when at most. */
export function SessionCard({ me: { user, session } }: { me: Me }) {
  const facts = [
    { term: "Email", value: user.email },
    { term: "Role", value: user.role === "admin" ? "Administrator" : "User" },
    { term: "Logged in", value: <Time iso={session.startedAt} /> },
    { term: "Expires no later than", value: <Time iso={session.expiresAt} /> },
    { term: "Session ID", value: session.id, isCode: true },
  ];
  return (
    <Card title="Your session">
      <Facts facts={facts} />
    </Card>
  );
}
