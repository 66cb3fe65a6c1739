import { PrivatePage } from "../../../app-shell/private-page.tsx";
import { requireSession, visit } from "../../../require-session.ts";
import { SessionsPanel } from "../../../sessions/panel.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { Unavailable } from "../../../ui/unavailable.tsx";

export { privateMetadata as metadata } from "../../../app-shell/metadata.ts";

export default async function SessionsPage() {
  // The list asks more of the blacklist than the rest; asked first, it is asked once for both.
  const found = await requireSession((api) => Promise.all([api.sessions.list(), api.account.me()]));
  if (found === null) return <Unavailable />;
  const [sessions, me] = found;
  return (
    <PrivatePage me={me} title="Sessions">
      <PageTitle title="Your sessions">
        Every login is a session. When you end one, it stops working immediately.
      </PageTitle>
      <SessionsPanel initial={sessions} now={(await visit()).now.toISOString()} />
    </PrivatePage>
  );
}
