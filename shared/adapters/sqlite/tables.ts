import { TABLES_ASKED } from './tables-asked.ts'

/**
 * The tables of the embedded store; docs/data-model.md says who writes each row and how long it lives. Rows are found by rowid beneath
 * small indexes: a state of half a kilobyte inside the key's own tree made writes two and a half times slower (measured, decision 0007).
 */
export const TABLES = `
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
CREATE INDEX messages_unanswered ON messages (pending_at, id) WHERE pending_at IS NOT NULL AND status <> 'owed';
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
  author TEXT,
  note TEXT,
  source TEXT NOT NULL,
  PRIMARY KEY (kind, id, version)
) STRICT;

CREATE TABLE drafts (
  id TEXT NOT NULL PRIMARY KEY,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  based_on INTEGER,
  errors INTEGER NOT NULL,
  warnings INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE written (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (kind, id, version)
) STRICT;

CREATE TABLE sweeps (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  because TEXT NOT NULL,
  parts INTEGER NOT NULL,
  size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_parts (
  sweep TEXT NOT NULL,
  part INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  after TEXT,
  swept INTEGER NOT NULL,
  is_done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (sweep, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE replay (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  customer TEXT NOT NULL,
  campaign TEXT NOT NULL,
  topic TEXT NOT NULL,
  recipient TEXT NOT NULL,
  sender TEXT NOT NULL,
  reply_to TEXT,
  subject TEXT NOT NULL,
  html BLOB NOT NULL,
  text TEXT NOT NULL,
  unsubscribe TEXT NOT NULL,
  offers INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE budgets (
  day INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  spent INTEGER NOT NULL,
  PRIMARY KEY (day, campaign)
) STRICT, WITHOUT ROWID;

CREATE TABLE erasures (
  digest TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE coupons (
  pool TEXT NOT NULL,
  code TEXT NOT NULL,
  customer TEXT,
  campaign TEXT,
  PRIMARY KEY (pool, code)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX coupons_once ON coupons (pool, code COLLATE NOCASE);
CREATE INDEX coupons_free ON coupons (pool, code) WHERE customer IS NULL;

CREATE TABLE pace (
  name TEXT NOT NULL PRIMARY KEY,
  row TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE suppressions (
  address TEXT NOT NULL PRIMARY KEY,
  because TEXT NOT NULL,
  at INTEGER NOT NULL,
  message TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX suppressions_by_time ON suppressions (at, address);

CREATE TABLE suppression_changes (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL,
  what TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL,
  because TEXT NOT NULL,
  message TEXT
) STRICT;
CREATE INDEX suppression_changes_of_address ON suppression_changes (address, position);

CREATE TABLE switches (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign TEXT NOT NULL,
  is_on INTEGER NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX switches_of_campaign ON switches (campaign, position);

CREATE TABLE secrets (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message TEXT NOT NULL,
  customer TEXT NOT NULL,
  at INTEGER NOT NULL,
  machine INTEGER NOT NULL,
  untold INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX visits_of_message ON visits (message, at);
CREATE INDEX visits_untold ON visits (at, id) WHERE untold = 1;

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

CREATE TABLE audit (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  via TEXT NOT NULL,
  what TEXT NOT NULL,
  names TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE write_keys (
  hash TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

${TABLES_ASKED}
CREATE TABLE verdicts (
  experiment TEXT NOT NULL,
  phase INTEGER NOT NULL,
  about TEXT NOT NULL,
  variant TEXT NOT NULL,
  at INTEGER NOT NULL,
  found TEXT NOT NULL,
  acted TEXT NOT NULL,
  PRIMARY KEY (experiment, phase, about, variant)
) STRICT, WITHOUT ROWID;

CREATE TABLE feedback (
  message TEXT NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, type)
) STRICT, WITHOUT ROWID;
`
