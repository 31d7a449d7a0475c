/** Tables of what steps ask others to do: people, and servers. */
export const TABLES_ASKED = `CREATE TABLE tasks (
  id TEXT NOT NULL PRIMARY KEY,
  customer TEXT NOT NULL,
  assignee TEXT NOT NULL,
  due INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX tasks_open ON tasks (due, id) WHERE is_open = 1;
CREATE INDEX tasks_of_assignee ON tasks (assignee, due, id) WHERE is_open = 1;
CREATE INDEX tasks_of_customer ON tasks (customer);

CREATE TABLE calls (
  id TEXT NOT NULL PRIMARY KEY,
  customer TEXT NOT NULL,
  owed_at INTEGER NOT NULL,
  next_at INTEGER,
  attempts INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX calls_due ON calls (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX calls_of_customer ON calls (customer);

CREATE TABLE carried (
  shard TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
