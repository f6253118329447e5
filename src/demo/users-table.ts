/** The table of users that the report counts, with somebody in it. */
export const USERS_TABLE: readonly string[] = [
  'CREATE TABLE dashboard_users (name text)',
  "INSERT INTO dashboard_users VALUES ('ada'), ('grace'), ('edsger')",
]
