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
        Go to the start
      </ButtonLink>
    </>
  );
  return (
    <PageFrame>
      <Message title="Something went wrong on our side" actions={actions}>
        <p>It has been noted. Trying again may help.</p>
      </Message>
    </PageFrame>
  );
}
