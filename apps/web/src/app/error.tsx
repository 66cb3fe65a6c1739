"use client";

import { ButtonLink } from "../ui/button.tsx";
import { Message } from "../ui/message.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { ReloadButton } from "../ui/reload-button.tsx";

export default function ErrorPage() {
  const actions = (
    <>
      <ReloadButton />
      <ButtonLink href="/" tone="quiet">
        Go to the home page
      </ButtonLink>
    </>
  );
  return (
    <PageFrame title="Something went wrong">
      <Message title="Something went wrong" actions={actions}>
        <p>The error has been logged. Please try again.</p>
      </Message>
    </PageFrame>
  );
}
