import { Message } from "./message.tsx";
import { PageFrame } from "./page-frame.tsx";
import { ReloadButton } from "./reload-button.tsx";

/** Shown when it can't be told whether a session has ended. */
export function Unavailable() {
  return (
    <PageFrame>
      <title>Try again in a moment · Curfew</title>
      <Message title="Try again in a moment" actions={<ReloadButton />}>
        <p>
          We can’t tell right now which sessions have ended, so nobody is let in. You are still logged in: this page
          works again as soon as the answer is back.
        </p>
      </Message>
    </PageFrame>
  );
}
