import { Message } from "./message.tsx";
import { PageFrame } from "./page-frame.tsx";
import { Retry } from "./retry.tsx";

/** Shows that the session can't be verified right now. */
export function Unavailable() {
  return (
    <PageFrame title="Temporarily unavailable">
      <Message title="Temporarily unavailable" actions={<Retry />}>
        <p>
          We can’t verify sessions right now, so access is paused for everyone. You don’t need to log in again unless
          your session has ended meanwhile. This page will reload as soon as it works again.
        </p>
      </Message>
    </PageFrame>
  );
}
