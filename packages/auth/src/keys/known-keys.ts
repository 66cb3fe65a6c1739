/** `x` of key pairs whose private half is printed in a specification or on a well-known page. */
const EXAMPLES = new Set([
  "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", // RFC 7515 A.3
  "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", // RFC 7517 A.2
  "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", // RFC 8037 A.1
  "EVs_o5-uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf84", // the ES256 sample of the JWT debuggers
]);

/** Tells whether the private half of a key is known to everyone. */
export function isExampleKey(key: { readonly x: string }): boolean {
  return EXAMPLES.has(key.x);
}
