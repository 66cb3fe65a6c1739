import { AccountPanel } from "../../../account/panel.tsx";
import { PrivatePage } from "../../../app-shell/private-page.tsx";
import { requireSession, visit } from "../../../require-session.ts";
import { PageTitle } from "../../../ui/page-title.tsx";
import { shownEmail } from "../../../ui/shown-email.ts";
import { Unavailable } from "../../../ui/unavailable.tsx";

export { privateMetadata as metadata } from "../../../app-shell/metadata.ts";

export default async function AccountPage() {
  const found = await requireSession((api) => Promise.all([api.account.me(), api.account.activity()]));
  if (found === null) return <Unavailable />;
  const [me, activity] = found;
  const email = shownEmail(me.user.email);
  return (
    <PrivatePage me={me} title="Account">
      <PageTitle title="Your account">
        <bdi>{email}</bdi>
      </PageTitle>
      <AccountPanel me={me} shownEmail={email} initial={activity} now={(await visit()).now.toISOString()} />
    </PrivatePage>
  );
}
