/** The database can't be asked now. Its message holds no query, value or address. */
export class DatabaseUnavailable extends Error {
  override readonly name: string = "DatabaseUnavailable";
  constructor(cause?: unknown) {
    super("the database is unavailable", { cause });
  }
}

/** The database is of the version before, and only an operator may change that. */
export class MigrationNeeded extends DatabaseUnavailable {
  override readonly name: string = "MigrationNeeded";
  override readonly message = "migration needed";
}

/** The database's schema is wrong, or is being changed. Its message names tables and steps of ours. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** A cursor that no page gave, or that belongs to another user. */
export class UnknownCursor extends Error {
  override readonly name = "UnknownCursor";
  constructor() {
    super("no page has given this cursor");
  }
}
