-- A file as Rekindle made it before mails had HTML, with a customer in it. It must be raised for ever: never change it.
PRAGMA application_id = 1380666948;
PRAGMA user_version = 1;

CREATE TABLE customers (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  due_at INTEGER,
  wake_failures INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX customers_due ON customers (due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE facts (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  customer TEXT NOT NULL,
  version INTEGER NOT NULL,
  n INTEGER NOT NULL,
  fact TEXT NOT NULL,
  UNIQUE (customer, version, n)
) STRICT;

CREATE TABLE messages (
  id TEXT NOT NULL PRIMARY KEY,
  customer TEXT NOT NULL,
  owed_at INTEGER NOT NULL,
  pending_at INTEGER,
  status TEXT NOT NULL,
  moved TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX messages_pending ON messages (pending_at, id) WHERE pending_at IS NOT NULL;
CREATE INDEX messages_of_customer ON messages (customer, owed_at, id);

CREATE TABLE owed (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  message TEXT NOT NULL
) STRICT;

CREATE TABLE timeline (
  customer TEXT NOT NULL,
  id TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (customer, id)
) STRICT;
CREATE INDEX timeline_by_time ON timeline (customer, occurred_at, id);

CREATE TABLE seen (
  customer TEXT NOT NULL,
  receipt TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (customer, receipt)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  because TEXT NOT NULL,
  customer TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_by_time ON quarantine (at, id);

CREATE TABLE tallies (
  scope TEXT NOT NULL,
  counter TEXT NOT NULL,
  total TEXT NOT NULL,
  PRIMARY KEY (scope, counter)
) STRICT, WITHOUT ROWID;

CREATE TABLE watermarks (
  shard TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE definitions (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  salt_seed TEXT,
  source TEXT NOT NULL,
  PRIMARY KEY (kind, id, version)
) STRICT;

CREATE TABLE replay (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  offers INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE imports (
  id TEXT NOT NULL PRIMARY KEY,
  started_at INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;

CREATE TABLE imported (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE dismissed (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE not_kept (
  what TEXT NOT NULL PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feedback (
  message TEXT NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, type)
) STRICT, WITHOUT ROWID;

INSERT INTO customers (id, version, due_at, state) VALUES ('ann', 4, 99, '{"s":1,"at":7,"t":["email","ann@example.com",1],"k":["*","withdrawn",3],"j":[["win-back",1,1,"plain",0,5,[0,99],["m-2",0,"owed"]]]}');
INSERT INTO facts (customer, version, n, fact) VALUES ('ann', 1, 0, '[1,1,"appeared"]'), ('ann', 4, 0, '[1,7,"message-moved","win-back",1,"m-1",0,"plain","owed","refused",["no-consent","opt-in"]]');
INSERT INTO messages (id, customer, owed_at, pending_at, status, moved, body) VALUES
  ('m-1', 'ann', 5, NULL, 'sent', '[6]', '[1,"win-back",1,1,0,"plain",0,90]'),
  ('m-2', 'ann', 7, 7, 'owed', '[]', '[1,"win-back",1,1,0,"plain",0,90]');
INSERT INTO inbox (id, at, recipient, subject, text, offers) VALUES ('m-1', 6, 'ann@example.com', 'Hello', 'Hello <Ann> & you', 1), ('m-9', 8, 'bob@example.com', 'Hi', 'Of nobody', 2);
INSERT INTO feedback (message, type, at) VALUES ('m-1', 'delivered', 9);
