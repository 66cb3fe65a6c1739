import type { Metadata } from "next";
import { AccountPanel } from "../../../account/panel.tsx";
import { whenLoggedIn } from "../../../gate.ts";
import { visit } from "../../../host.ts";
import { PrivatePage } from "../../../private/private-page.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { Unavailable } from "../../../ui/unavailable.tsx";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const found = await whenLoggedIn((api) => Promise.all([api.account.me(), api.account.activity()]));
  if (found === null) return <Unavailable />;
  const [me, activity] = found;
  return (
    <PrivatePage me={me}>
      <PageTitle title="Your account">{me.user.email}</PageTitle>
      <AccountPanel email={me.user.email} initial={activity} now={visit().now.toISOString()} />
    </PrivatePage>
  );
}
