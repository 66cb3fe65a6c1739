/** Claims of the user's own, beside those that Curfew writes: what JSON can hold. */
export type CustomClaims = Readonly<Record<string, unknown>>;

/** A schema of such claims: a zod object, or any other Standard Schema (https://standardschema.dev). */
export interface ClaimsSchema<C extends CustomClaims = CustomClaims> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<C> | Promise<SchemaResult<C>>;
  };
}

type SchemaResult<C> = { readonly value: C; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The registered names (RFC 7519 §4.1), RFC 9068's `client_id`, and ours; `gen` is of the version before. */
const RESERVED = new Set("iss sub aud exp nbf iat jti client_id sid sxp lin epo ord gen".split(" "));

/** Refuses a schema that names a reserved claim, as far as it tells its names, as zod's objects do. Throws `RangeError`. */
export function checkClaimsSchema(schema: ClaimsSchema): void {
  if ("shape" in schema && typeof schema.shape === "object" && schema.shape !== null) checkNames(schema.shape);
}

/**
 * Checks claims that are to be signed. Rejects with `RangeError` if they don't fit the schema, if one has a reserved name,
 * or if they would be something else when they are read again: what a schema makes of them it has to accept, as JSON.
 */
export async function checkCustomClaims(schema: ClaimsSchema | null, claims: CustomClaims): Promise<CustomClaims> {
  checkNames(claims);
  if (schema === null) {
    if (Object.keys(claims).length > 0) throw new RangeError("createAuth was given no schema for claims");
    return claims;
  }
  const checked = jsonOf(await outputOf(schema, claims));
  checkNames(checked);
  await outputOf(schema, checked);
  return checked;
}

/** Reads the claims of a token; null if they don't fit the schema. */
export async function parseCustomClaims(
  schema: ClaimsSchema | null,
  claims: CustomClaims,
): Promise<CustomClaims | null> {
  if (schema === null) return Object.keys(claims).length === 0 ? claims : null;
  const result = await schema["~standard"].validate(claims);
  return result.issues === undefined ? result.value : null;
}

/** Divides a payload into the claims that Curfew writes and the user's own. What is no object has only the former. */
export function dividePayload(json: unknown): { readonly reserved: unknown; readonly custom: CustomClaims } {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return { reserved: json, custom: {} };
  const entries = Object.entries(json);
  const custom = entries.filter(([name]) => !RESERVED.has(name));
  if (custom.length === 0) return { reserved: json, custom: {} };
  const reserved = entries.filter(([name]) => RESERVED.has(name));
  return { reserved: Object.fromEntries(reserved), custom: Object.fromEntries(custom) };
}

async function outputOf(schema: ClaimsSchema, claims: CustomClaims): Promise<CustomClaims> {
  const result = await schema["~standard"].validate(claims);
  if (result.issues === undefined) return result.value;
  throw new RangeError(`the claims don't fit their schema (${result.issues.map(sentenceOf).join("; ")})`);
}

function sentenceOf({ path = [], message }: SchemaIssue): string {
  const names = path.map((part) => String(typeof part === "object" ? part.key : part));
  return names.length === 0 ? message : `${names.join(".")}: ${message}`;
}

function jsonOf(claims: CustomClaims): CustomClaims {
  return JSON.parse(JSON.stringify(claims));
}

function checkNames(claims: object): void {
  const name = Object.keys(claims).find((each) => RESERVED.has(each));
  if (name !== undefined) throw new RangeError(`the claim ${name} is reserved`);
}
