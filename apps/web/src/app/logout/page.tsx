import type { Metadata } from "next";
import { visit } from "../../require-session.ts";
import { Button } from "../../ui/button.tsx";
import { Message } from "../../ui/message.tsx";
import { PageFrame } from "../../ui/page-frame.tsx";

export const metadata: Metadata = { robots: { index: false } };

const TITLE = "You may still be logged in";

/** What a logout without scripts is answered that couldn't be confirmed. The address itself shows nothing. */
export default async function LogoutPage() {
  (await visit()).unavailable();
  const retry = (
    <form method="post" action="/logout">
      <Button type="submit">Log out</Button>
    </form>
  );
  return (
    <PageFrame title={TITLE}>
      <Message title={TITLE} actions={retry}>
        <p>Your logout could not be confirmed. Please try again in a moment.</p>
      </Message>
    </PageFrame>
  );
}
