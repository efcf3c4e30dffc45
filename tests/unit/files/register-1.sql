CREATE TABLE posting (
  number INTEGER PRIMARY KEY, statements INTEGER NOT NULL, events INTEGER NOT NULL, digest TEXT NOT NULL
);;
CREATE TABLE statement (
  id INTEGER PRIMARY KEY, posting INTEGER NOT NULL REFERENCES posting,
  kind TEXT NOT NULL, "on" TEXT NOT NULL, batch TEXT NOT NULL, agency TEXT NOT NULL, reason TEXT,
  hand INTEGER, currency TEXT, bucket TEXT, recall_on TEXT, objection_until TEXT, source_sha256 TEXT NOT NULL
);;
CREATE TABLE event (
  seq INTEGER PRIMARY KEY, statement INTEGER NOT NULL REFERENCES statement,
  account_id TEXT NOT NULL, account_token TEXT, amount_minor INTEGER
);;
CREATE VIEW events AS SELECT
  seq, kind, "on", batch, agency, account_id, account_token, reason, hand, currency, amount_minor, bucket,
  recall_on, objection_until, source_sha256
FROM event JOIN statement ON statement.id = event.statement;;
CREATE TRIGGER posting_update BEFORE UPDATE ON posting BEGIN SELECT raise(ABORT, 'the register is append-only'); END;;
CREATE TRIGGER posting_delete BEFORE DELETE ON posting BEGIN SELECT raise(ABORT, 'the register is append-only'); END;;
CREATE TRIGGER statement_update BEFORE UPDATE ON statement BEGIN SELECT raise(ABORT, 'the register is append-only'); END;;
CREATE TRIGGER statement_delete BEFORE DELETE ON statement BEGIN SELECT raise(ABORT, 'the register is append-only'); END;;
CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'the register is append-only'); END;;
CREATE TRIGGER event_delete BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'the register is append-only'); END;;
INSERT INTO posting VALUES (1, 1, 2, 'e7e58c27faa825cd4d76153b7fcb8aefeee4ae88483d565e27fbc415e5ac29f8');;
INSERT INTO posting VALUES (2, 1, 1, '063a7346b5bf998ea787b8aba947c6d0c3e0b804b73e762b158ee900c0528af1');;
INSERT INTO statement VALUES (1, 1, 'PLACED', '2026-10-31', 'b-1', 'agency-a', NULL, 1, 'CNY', 'M3', '2027-01-01', NULL, '0000000000000000000000000000000000000000000000000000000000000000');;
INSERT INTO statement VALUES (2, 2, 'RECALLED', '2026-12-09', 'b-1', 'agency-a', 'settled', NULL, NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000');;
INSERT INTO event VALUES (1, 1, 'HT1', 'AC-HT1', 500);;
INSERT INTO event VALUES (2, 1, 'HT2', 'AC-HT2', 600);;
INSERT INTO event VALUES (3, 2, 'HT2', 'AC-HT2', NULL);;
PRAGMA application_id = 1667977777;;
PRAGMA user_version = 1;;
