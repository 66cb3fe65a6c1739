export type Kind = "computer" | "phone" | "tablet" | "tv" | "program";

/** By the system or, where that says nothing, by the parser's own kinds. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "Chrome OS": "computer",
  desktop: "computer",
  mobile: "phone",
  tablet: "tablet",
  tv: "tv",
};

/** What stands under a television or is one: the parser takes them for computers, phones or nothing. */
export const BOXES: readonly { readonly mark: RegExp; readonly place: string }[] = [
  { mark: /PlayStation 5/, place: "PlayStation 5" },
  { mark: /PlayStation 4/, place: "PlayStation 4" },
  { mark: /PlayStation/, place: "PlayStation" },
  { mark: /\bXbox\b/, place: "Xbox" },
  { mark: /Nintendo/, place: "Nintendo console" },
  { mark: /AppleTV/, place: "Apple TV" },
  { mark: /\bCrKey\//, place: "Chromecast" },
  { mark: /Tizen.*\bTV\b|SMART-TV/, place: "Samsung TV" },
  { mark: /\bWeb0S\b/, place: "LG TV" },
  { mark: /\bBRAVIA\b/, place: "Sony TV" },
  { mark: /^Roku\b/, place: "Roku" },
];

/** Apps that show pages themselves: to the parser they are the browser of the system. */
export const APPS: readonly { readonly mark: RegExp; readonly program: string }[] = [
  { mark: /\[FB|\bFB(?:AN|AV)\//, program: "Facebook app" },
  { mark: /\bInstagram \d/, program: "Instagram app" },
  { mark: /\bmusical_ly|BytedanceWebview/, program: "TikTok app" },
  { mark: /\bLine\//, program: "LINE app" },
  { mark: /\bMicroMessenger\//, program: "WeChat app" },
  // A browser of Apple's tells its version.
  { mark: /^(?=.*\bMobile\/)(?!.*\b(?:Version|\w+iOS|GSA)\/).*AppleWebKit/, program: "An app" },
  { mark: /\bPlayStation|\bNintendo|\bTizen\b|\bWeb0S\b|^Roku\b|^AppleTV/, program: "" },
];

/** What people call a program that has a longer or another name. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  "Microsoft Edge": "Edge",
  "Samsung Internet for Android": "Samsung Internet",
  Code: "VS Code",
};
