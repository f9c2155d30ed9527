-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- Every call to INSi and its answer (RIS.INS.04, 40, 41, 42). Numbers and traits are in `content` alone, sealed by the vault.
-- The row is written before the call leaves and completed with the answer, so a cut leaves a mark:
--
--   cut                                   | what is stored afterwards                       | what follows
--   before the row                        | nothing                                         | nothing left; the operator asks again, an event comes again
--   between the row and the call          | row without end                                 | listed as cut; asked again under another MessageID
--   between the call and the answer       | row without end                                 | the same: a question repeated harms nobody
--   between the answer and its commit     | row without end, no effect on the patient       | the same: answer and effect are one unit of work
--   after the commit, before REST answers | row with code, content and no decision          | the operator finds the call in the list and decides within the hour
--   between accept and its answer         | decision and patient changed together, or neither | Idempotency-Key gives the same answer again
CREATE TABLE identity_insi_call (
  id TEXT PRIMARY KEY,
  search_id TEXT NOT NULL,      -- the same for all calls of one search
  number INTEGER NOT NULL,      -- 1, 2, … in the search
  patient_id TEXT NOT NULL REFERENCES patient (id),
  operation TEXT NOT NULL,      -- traits, card, verify
  purpose TEXT NOT NULL,        -- operator, partner, campaign
  mode TEXT NOT NULL,           -- manual, automatic (certificate of the structure), card
  structure TEXT NOT NULL,
  site_id TEXT NOT NULL,        -- '' = nobody's
  started_at TEXT NOT NULL,
  started_by TEXT NOT NULL,
  criteria_hash TEXT NOT NULL,  -- SHA-256 of MessageID and criteria: proves what was asked, tells nothing
  message_id TEXT NOT NULL,
  instance TEXT NOT NULL,       -- UUID of the installation, as sent
  ended_at TEXT NOT NULL,       -- '' = no answer yet, or cut
  code TEXT NOT NULL,           -- 00, 01, 02, OK, KO, a fault's code, network.…, insi.answer.…
  content {{bytes}},            -- JSON of criteria and answer, sealed
  decision TEXT NOT NULL,       -- '', accepted, refused
  decided_at TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX identity_insi_call_patient ON identity_insi_call (patient_id, started_at, id);
CREATE INDEX identity_insi_call_age ON identity_insi_call (started_at);

-- Patients whose INS came from a partner and waits for its verification (SR-04). A row outlives restarts and leaves with a verdict.
CREATE TABLE identity_insi_check (
  patient_id TEXT PRIMARY KEY REFERENCES patient (id),
  requested_at TEXT NOT NULL,   -- a later request while one is under way keeps the row
  attempts INTEGER NOT NULL,
  next_at TEXT NOT NULL,
  last_code TEXT NOT NULL
);
CREATE INDEX identity_insi_check_due ON identity_insi_check (next_at);

-- The verification campaign: one row, a place to go on from.
CREATE TABLE identity_insi_campaign (
  id TEXT PRIMARY KEY,          -- 'campaign'
  state TEXT NOT NULL,          -- running, paused
  round_started_at TEXT NOT NULL, -- '' = between rounds
  due_before TEXT NOT NULL,     -- checks older than that are due in this round
  cursor_at TEXT NOT NULL,      -- patient.insi_checked_at and id of the last one looked at
  cursor_id TEXT NOT NULL,
  checked BIGINT NOT NULL,
  ok BIGINT NOT NULL,
  ko BIGINT NOT NULL,
  failed BIGINT NOT NULL,       -- could not be asked: traits INSi does not take
  last_call_at TEXT NOT NULL,
  last_code TEXT NOT NULL,
  lease_until TEXT NOT NULL     -- one node at a time
);

-- Made at the first start when no option says it: UUID of the installation in ContexteLPS.
CREATE TABLE identity_insi_instance (
  id TEXT PRIMARY KEY,          -- 'instance'
  uuid TEXT NOT NULL
);
