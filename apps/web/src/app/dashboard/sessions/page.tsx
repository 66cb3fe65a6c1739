import { whenLoggedIn } from "../../../gate.ts";
import { visit } from "../../../host.ts";
import { PrivatePage } from "../../../private/private-page.tsx";
import { SessionsPanel } from "../../../sessions/panel.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { Unavailable } from "../../../ui/unavailable.tsx";

export { privateMetadata as metadata } from "../../../private/metadata.ts";

export default async function SessionsPage() {
  // The list asks more of the blacklist than the rest; asked first, it is asked once for both.
  const found = await whenLoggedIn((api) => Promise.all([api.sessions.list(), api.account.me()]));
  if (found === null) return <Unavailable />;
  const [sessions, me] = found;
  return (
    <PrivatePage me={me} title="Sessions">
      <PageTitle title="Your sessions">
        Every login is a session. When you end one, it stops working immediately.
      </PageTitle>
      <SessionsPanel initial={sessions} now={visit().now.toISOString()} />
    </PrivatePage>
  );
}
