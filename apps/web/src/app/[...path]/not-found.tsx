import type { Metadata } from "next";
import { PrivatePage } from "../../app-shell/private-page.tsx";
import { visitor } from "../../require-session.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Message } from "../../ui/message.tsx";
import { PageFrame } from "../../ui/page-frame.tsx";

export const metadata: Metadata = { robots: { index: false } };

const TITLE = "Page not found";

export default async function NotFound() {
  const found = await visitor();
  const isIn = found.state === "in";
  const message = (
    <Message
      title={TITLE}
      actions={
        <ButtonLink href={isIn ? "/dashboard" : "/"}>
          {isIn ? "Go to your dashboard" : "Go to the home page"}
        </ButtonLink>
      }
    >
      <p>Check the address, or the page may have been removed.</p>
    </Message>
  );
  if (!isIn) return <PageFrame title={TITLE}>{message}</PageFrame>;
  return (
    <PrivatePage me={found.value} title={TITLE}>
      {message}
    </PrivatePage>
  );
}
