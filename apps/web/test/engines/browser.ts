/** A browser with a profile of its own, whatever drives it. */
export interface Browser {
  /** Opens a tab; all tabs share cookies and storage. */
  openTab(): Promise<Tab>;
  close(): Promise<void>;
}

/** One tab. Elements are named by XPath, the one language that all drivers have. */
export interface Tab {
  visit(address: string): Promise<void>;
  address(): Promise<string>;
  goBack(): Promise<void>;
  /** Clicks as a person does, once the element can be clicked. */
  click(xpath: string): Promise<void>;
  /** Types into a field that may have something in it already. */
  fill(xpath: string, text: string): Promise<void>;
  /** Evaluates an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** The cookies that are sent to this page, those that scripts can't read included. */
  cookies(): Promise<readonly Cookie[]>;
}

interface Cookie {
  readonly name: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: string;
  readonly path: string;
  readonly domain: string;
}

export interface LaunchOptions {
  /** A certificate authority that is trusted beside the system's, as PEM. */
  readonly authority?: string;
  /** Whether pages are kept from `localStorage`, by the browser's own setting where it has one. */
  readonly deniesStorage?: boolean;
}

export interface Engine {
  readonly name: string;
  launch(options?: LaunchOptions): Promise<Browser>;
}
