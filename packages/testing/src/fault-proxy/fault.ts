/** What can go wrong on the way to any server. */
export type WireFault =
  /** New connections are refused, and open ones ended. */
  | { readonly kind: "refused" }
  /** Connections are accepted, requests swallowed, and no answer comes. */
  | { readonly kind: "blackhole" }
  /** The connection is reset when a request arrives; the server never sees it. */
  | { readonly kind: "reset" }
  /** The server carries the request out; half of its answer arrives, then the connection is reset. */
  | { readonly kind: "resetMidReply" }
  /** Each answer comes at least so many milliseconds after its request. */
  | { readonly kind: "latency"; readonly ms: number }
  /** The server carries the request out, and its reply is lost. */
  | { readonly kind: "answerLost"; readonly mode: "silent" | "reset" };

export type RedisFault =
  | WireFault
  /** Commands get this error reply (`"LOADING …"`, without the leading `-`) and never reach the server. */
  | {
      readonly kind: "error";
      readonly text: string;
      /** Reads pass, and a transaction with a write in it is discarded by its EXEC. Default: every command fails. */
      readonly onlyWrites?: boolean;
      /** What a client sends to set up a connection (HELLO, AUTH, SELECT, CLIENT, INFO) passes. Default: it fails too. */
      readonly exceptSetup?: boolean;
    }
  /** Commands are carried out; where the reply is an array, this comes instead. Other replies pass. */
  | { readonly kind: "wrongType"; readonly reply: "integer" | "map" | "short" | "long" };

export type RestFault =
  | WireFault
  /** Every request gets this answer, and the server never sees it. */
  | {
      readonly kind: "status";
      readonly code: number;
      readonly body: string;
      /** Default `application/json`. */
      readonly contentType?: string;
    }
  /** Status 200 and the headers of an answer arrive, its body never does. The server never sees the request. */
  | { readonly kind: "headersOnly" };

/** What a proxy's connections share: the fault in force, and how many requests have come in. */
export interface Traffic<Fault> {
  fault: Fault | null;
  requests: number;
}
