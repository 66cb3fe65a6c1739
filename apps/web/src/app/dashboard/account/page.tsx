import { AccountPanel } from "../../../account/panel.tsx";
import { whenLoggedIn } from "../../../gate.ts";
import { visit } from "../../../host.ts";
import { PrivatePage } from "../../../private/private-page.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { shownEmail } from "../../../ui/shown-email.ts";
import { Unavailable } from "../../../ui/unavailable.tsx";

export { privateMetadata as metadata } from "../../../private/metadata.ts";

export default async function AccountPage() {
  const found = await whenLoggedIn((api) => Promise.all([api.account.me(), api.account.activity()]));
  if (found === null) return <Unavailable />;
  const [me, activity] = found;
  const email = shownEmail(me.user.email);
  return (
    <PrivatePage me={me} title="Account">
      <PageTitle title="Your account">
        <bdi>{email}</bdi>
      </PageTitle>
      <AccountPanel me={me} shownEmail={email} initial={activity} now={visit().now.toISOString()} />
    </PrivatePage>
  );
}
