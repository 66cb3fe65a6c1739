import { EndEverything } from "../../admin/end-everything.tsx";
import { LiveView } from "../../admin/live-view.tsx";
import { loadAdmin } from "../../admin/load.ts";
import { People } from "../../admin/people.tsx";
import { Warnings } from "../../admin/warnings.tsx";
import { PrivatePage } from "../../app-shell/private-page.tsx";
import { requireSession, visit } from "../../require-session.ts";
import type { Me } from "../../root.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Message } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Unavailable } from "../../ui/unavailable.tsx";

export { privateMetadata as metadata } from "../../app-shell/metadata.ts";

export default async function AdminPage() {
  const found = await requireSession(loadAdmin);
  if (found === null) return <Unavailable />;
  const { me, admin } = found;
  if (admin === null) return <Refusal me={me} />;
  return (
    <PrivatePage me={me} title="Admin">
      <PageTitle title="Admin">Users, activity and emergency controls.</PageTitle>
      <div className="grid grid-cols-1 gap-12">
        <Warnings />
        <LiveView initial={admin.stats} />
        <People initial={admin.users} now={(await visit()).now.toISOString()} myId={me.user.id} />
        <EndEverything />
      </div>
    </PrivatePage>
  );
}

async function Refusal({ me }: { me: Me }) {
  const title = "Administrators only";
  (await visit()).forbidden();
  return (
    <PrivatePage me={me} title={title}>
      <Message title={title} actions={<ButtonLink href="/dashboard">Go to your dashboard</ButtonLink>}>
        <p className="wrap-anywhere">
          You’re logged in as <bdi>{me.user.email}</bdi>, which isn’t an administrator account.
        </p>
      </Message>
    </PrivatePage>
  );
}
