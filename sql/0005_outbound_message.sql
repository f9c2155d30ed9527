-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- Deliveries of messages that are no documents: the status of an order, later the correction of an identity.

-- data holds ids and codes, never traits: the channel reads the rest when it prepares the bytes.
CREATE TABLE outbound_message (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,                  -- order.status
  subject TEXT NOT NULL,               -- id of the aggregate it speaks of
  site_id TEXT NOT NULL REFERENCES site (id),
  once_key TEXT NOT NULL UNIQUE,       -- what causes it, with channel and destination: events come at least once
  data TEXT NOT NULL,                  -- JSON object
  created_at TEXT NOT NULL
);
CREATE INDEX outbound_message_subject ON outbound_message (subject);

-- A delivery is of a document or of a message. The tables are made anew, since SQLite cannot make a column nullable; the names of the columns
-- that the version before knows stay.
ALTER TABLE delivery_attempt RENAME TO delivery_attempt_before;
ALTER TABLE delivery RENAME TO delivery_before;

CREATE TABLE delivery (
  id TEXT PRIMARY KEY,
  document_id TEXT REFERENCES document (id),
  message_id TEXT REFERENCES outbound_message (id),
  channel TEXT NOT NULL,
  destination TEXT NOT NULL,
  set_id TEXT NOT NULL,                -- with channel and destination: the ordering key; of a message: what it speaks of
  structure_id TEXT NOT NULL,          -- what a pause and a breaker hold together: the structure, of a message its destination
  state TEXT NOT NULL,
  reason TEXT NOT NULL,                -- stable code, e.g. identity.not_qualified
  message TEXT NOT NULL,               -- the receiver's own words
  attempt INTEGER NOT NULL,
  due_at TEXT NOT NULL,                -- next try; '9999' when only a person or an event releases it
  until_at TEXT NOT NULL,              -- when waiting becomes final, '' = never
  first_wait_at TEXT NOT NULL,
  probe INTEGER NOT NULL,              -- 1: ask the receiver before sending again
  lease_token TEXT NOT NULL,
  lease_until TEXT NOT NULL,
  prepared {{bytes}},
  proof {{bytes}},
  resend_of TEXT NOT NULL,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  CHECK ((document_id IS NULL) <> (message_id IS NULL))
);
INSERT INTO delivery (id, document_id, channel, destination, set_id, structure_id, state, reason, message, attempt, due_at, until_at,
    first_wait_at, probe, lease_token, lease_until, prepared, proof, resend_of, created_at, changed_at, accepted_at)
  SELECT id, document_id, channel, destination, set_id, structure_id, state, reason, message, attempt, due_at, until_at,
    first_wait_at, probe, lease_token, lease_until, prepared, proof, resend_of, created_at, changed_at, accepted_at FROM delivery_before;

CREATE TABLE delivery_attempt (
  delivery_id TEXT NOT NULL REFERENCES delivery (id),
  attempt INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (delivery_id, attempt, started_at)
);
INSERT INTO delivery_attempt (delivery_id, attempt, started_at, ended_at, outcome, code, message)
  SELECT delivery_id, attempt, started_at, ended_at, outcome, code, message FROM delivery_attempt_before;

DROP TABLE delivery_attempt_before;
DROP TABLE delivery_before;

CREATE INDEX delivery_due ON delivery (channel, due_at) WHERE state IN ('queued', 'retry', 'held', 'undecided');
CREATE INDEX delivery_leased ON delivery (lease_until) WHERE state = 'sending';
CREATE INDEX delivery_order ON delivery (channel, destination, set_id);
CREATE INDEX delivery_document ON delivery (document_id);
CREATE INDEX delivery_message ON delivery (message_id);
CREATE INDEX delivery_state ON delivery (state, created_at);
CREATE INDEX delivery_structure ON delivery (structure_id, state);
