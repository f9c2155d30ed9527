-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- Core tables, one SQL for SQLite and PostgreSQL. Ids are UUIDv7 text, instants UTC ISO-8601 text with milliseconds, booleans 0/1.
-- {{bytes}} = BLOB or BYTEA. Folded keys (…_key) are upper case without accents, for prefix search as key >= $1 AND key < $2.

CREATE TABLE site (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  structure_id TEXT NOT NULL,
  zone TEXT NOT NULL,
  address_line TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  phone TEXT NOT NULL,
  facility_code TEXT NOT NULL,
  facility_display TEXT NOT NULL,
  setting_code TEXT NOT NULL,
  setting_display TEXT NOT NULL,
  privacy_notice TEXT NOT NULL,
  is_default INTEGER NOT NULL
);

CREATE TABLE practitioner (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  id_nat TEXT NOT NULL UNIQUE,
  family_name TEXT NOT NULL,
  given_name TEXT NOT NULL,
  civility TEXT NOT NULL,
  title TEXT NOT NULL,
  specialty_code TEXT NOT NULL,
  specialty_display TEXT NOT NULL,
  mss_address TEXT NOT NULL
);

CREATE TABLE patient (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  status TEXT NOT NULL,
  doubtful INTEGER NOT NULL,
  fictitious INTEGER NOT NULL,
  test INTEGER NOT NULL,
  deceased INTEGER NOT NULL,
  dmp_opposition INTEGER NOT NULL,
  ins_matricule TEXT,
  ins_oid TEXT,
  unverified_matricule TEXT,
  unverified_oid TEXT,
  birth_name TEXT NOT NULL,
  first_birth_name TEXT NOT NULL,
  birth_names TEXT NOT NULL,
  used_name TEXT NOT NULL,
  used_first_name TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  sex TEXT NOT NULL,
  birth_place_code TEXT NOT NULL,
  name_key TEXT NOT NULL,
  address_line TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  phone TEXT NOT NULL,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL
);
-- SR-03: two active patients with the same qualified INS cannot exist.
CREATE UNIQUE INDEX patient_qualified_ins ON patient (ins_matricule, ins_oid) WHERE status = 'qualified';
CREATE INDEX patient_name_key ON patient (name_key);
CREATE INDEX patient_birth_date ON patient (birth_date);

-- position 0 is the IPP printed on documents.
CREATE TABLE patient_local_id (
  patient_id TEXT NOT NULL REFERENCES patient (id),
  position INTEGER NOT NULL,
  value TEXT NOT NULL,
  authority TEXT NOT NULL,
  authority_oid TEXT NOT NULL,
  PRIMARY KEY (authority, value)
);
CREATE INDEX patient_local_id_patient ON patient_local_id (patient_id, position);
CREATE INDEX patient_local_id_value ON patient_local_id (value);

CREATE TABLE imaging_order (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  site_id TEXT NOT NULL REFERENCES site (id),
  patient_id TEXT NOT NULL REFERENCES patient (id),
  placer_number TEXT NOT NULL,
  placer_authority TEXT NOT NULL,
  placer_authority_oid TEXT NOT NULL,
  accession_number TEXT NOT NULL UNIQUE,
  requester_id_nat TEXT NOT NULL,
  requester_family TEXT NOT NULL,
  requester_given TEXT NOT NULL,
  requester_civility TEXT NOT NULL,
  requester_title TEXT NOT NULL,
  requester_specialty_code TEXT NOT NULL,
  requester_specialty_display TEXT NOT NULL,
  requester_mss_address TEXT NOT NULL,
  requester_key TEXT NOT NULL,
  reason TEXT NOT NULL,
  priority TEXT NOT NULL,
  patient_class TEXT NOT NULL,
  requested_at TEXT NOT NULL,
  cancelled INTEGER NOT NULL,
  sender TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX imaging_order_placer ON imaging_order (placer_authority, placer_number) WHERE placer_number <> '';
CREATE INDEX imaging_order_patient ON imaging_order (patient_id);
CREATE INDEX imaging_order_requester ON imaging_order (requester_key);

-- scheduled_local is YYYYMMDDHHMMSS in the site's zone: what a console matches. on_worklist is 1 while a console may see it.
CREATE TABLE exam (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  site_id TEXT NOT NULL REFERENCES site (id),
  patient_id TEXT NOT NULL REFERENCES patient (id),
  order_id TEXT NOT NULL REFERENCES imaging_order (id),
  accession_number TEXT NOT NULL,
  study_instance_uid TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  on_worklist INTEGER NOT NULL,
  procedure_code TEXT NOT NULL,
  procedure_display TEXT NOT NULL,
  procedure_system TEXT NOT NULL,
  ccam_code TEXT NOT NULL,
  ccam_display TEXT NOT NULL,
  region_code TEXT NOT NULL,
  region_display TEXT NOT NULL,
  modality TEXT NOT NULL,
  station_ae TEXT NOT NULL,
  laterality TEXT NOT NULL,
  scheduled_at TEXT NOT NULL,
  scheduled_local TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  equipment TEXT NOT NULL,
  dose TEXT NOT NULL,
  performer_id_nat TEXT NOT NULL,
  performer_family TEXT NOT NULL,
  performer_given TEXT NOT NULL,
  performer_key TEXT NOT NULL,
  imported INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL
);
CREATE INDEX exam_accession ON exam (accession_number);
CREATE INDEX exam_patient ON exam (patient_id, scheduled_local);
CREATE INDEX exam_order_id ON exam (order_id);
CREATE INDEX exam_list ON exam (scheduled_local, id);
CREATE INDEX exam_open_station ON exam (station_ae, scheduled_local, id) WHERE on_worklist = 1;
CREATE INDEX exam_open_modality ON exam (modality, scheduled_local, id) WHERE on_worklist = 1;
CREATE INDEX exam_open_time ON exam (scheduled_local, id) WHERE on_worklist = 1;
CREATE INDEX exam_open_patient ON exam (patient_id, scheduled_local, id) WHERE on_worklist = 1;
CREATE INDEX exam_open_performer ON exam (performer_key, scheduled_local, id) WHERE on_worklist = 1;

-- Orders and exams are many to many; exam.order_id is the first.
CREATE TABLE exam_order (
  exam_id TEXT NOT NULL REFERENCES exam (id),
  order_id TEXT NOT NULL REFERENCES imaging_order (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (exam_id, order_id)
);

CREATE TABLE report (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  exam_id TEXT NOT NULL REFERENCES exam (id),
  state TEXT NOT NULL,
  report_version INTEGER NOT NULL,
  set_id TEXT NOT NULL,
  title TEXT NOT NULL,
  justification TEXT NOT NULL,
  indication TEXT NOT NULL,
  technique TEXT NOT NULL,
  results TEXT NOT NULL,
  conclusion TEXT NOT NULL,
  dmp_blocked INTEGER NOT NULL,
  masked_from_professionals INTEGER NOT NULL,
  announcement_needed INTEGER NOT NULL,
  hidden_from_representatives INTEGER NOT NULL,
  recipients TEXT NOT NULL,            -- JSON array of practitioners
  author_id TEXT NOT NULL,             -- practitioner, or empty for a draft of a secretary
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  validated_at TEXT NOT NULL,
  validated_by TEXT NOT NULL,          -- practitioner
  authentication TEXT NOT NULL,        -- SAML class of the validator's session (SR-33)
  authenticated_at TEXT NOT NULL
);
CREATE INDEX report_exam ON report (exam_id);
CREATE INDEX report_state ON report (state, created_at);
-- Only one report of an exam is being written at a time.
CREATE UNIQUE INDEX report_open ON report (exam_id) WHERE state IN ('draft', 'provisional');

-- A document is a rendition of a report version (SR-01). The CDA is kept without its base64 and recomposed from the PDF.
CREATE TABLE document (
  id TEXT PRIMARY KEY,
  report_id TEXT NOT NULL REFERENCES report (id),
  patient_id TEXT NOT NULL REFERENCES patient (id),
  exam_id TEXT NOT NULL REFERENCES exam (id),
  site_id TEXT NOT NULL REFERENCES site (id),
  unique_id TEXT NOT NULL UNIQUE,
  set_id TEXT NOT NULL,
  version_number INTEGER NOT NULL,
  replaces_unique_id TEXT NOT NULL,
  identity_fingerprint TEXT NOT NULL,  -- SHA-256 over the identity the bytes carry
  ins_matricule TEXT,
  ins_oid TEXT,
  superseded INTEGER NOT NULL,
  pdf {{bytes}} NOT NULL,
  pdf_sha256 TEXT NOT NULL,
  cda_skeleton {{bytes}} NOT NULL,
  cda_sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX document_report ON document (report_id);
CREATE INDEX document_set ON document (set_id, version_number);
CREATE INDEX document_patient ON document (patient_id);

CREATE TABLE delivery (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES document (id),
  channel TEXT NOT NULL,
  destination TEXT NOT NULL,
  set_id TEXT NOT NULL,                -- with channel and destination: the ordering key
  structure_id TEXT NOT NULL,
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
  accepted_at TEXT NOT NULL
);
CREATE INDEX delivery_due ON delivery (channel, due_at) WHERE state IN ('queued', 'retry', 'held', 'undecided');
CREATE INDEX delivery_leased ON delivery (lease_until) WHERE state = 'sending';
CREATE INDEX delivery_order ON delivery (channel, destination, set_id);
CREATE INDEX delivery_document ON delivery (document_id);
CREATE INDEX delivery_state ON delivery (state, created_at);
CREATE INDEX delivery_structure ON delivery (structure_id, state);

-- A structure whose certificate or right is refused: its deliveries wait for configuration.
CREATE TABLE delivery_pause (
  channel TEXT NOT NULL,
  pause_key TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (channel, pause_key)
);

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

-- position is NULL until the sequencer gives committed rows their gapless place.
CREATE TABLE event (
  id TEXT PRIMARY KEY,
  position BIGINT,
  at TEXT NOT NULL,
  name TEXT NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE UNIQUE INDEX event_position ON event (position) WHERE position IS NOT NULL;
CREATE INDEX event_waiting ON event (id) WHERE position IS NULL;

CREATE TABLE event_cursor (
  consumer TEXT PRIMARY KEY,
  position BIGINT NOT NULL
);

CREATE TABLE audit_entry (
  id TEXT PRIMARY KEY,
  position BIGINT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  seal TEXT
);
CREATE UNIQUE INDEX audit_entry_position ON audit_entry (position) WHERE position IS NOT NULL;
CREATE INDEX audit_entry_waiting ON audit_entry (id) WHERE position IS NULL;
CREATE INDEX audit_entry_object ON audit_entry (object, position);

-- One row a sealed batch: the chain's head after it, also written to the journal and a file outside the database.
CREATE TABLE audit_head (
  position BIGINT PRIMARY KEY,
  segment TEXT NOT NULL,               -- YYYY-MM
  seal TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE TABLE number_sequence (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  login TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  failures INTEGER NOT NULL,
  locked_at TEXT NOT NULL,
  roles TEXT NOT NULL,                 -- comma separated
  site_ids TEXT NOT NULL,              -- comma separated; '*' = all
  practitioner_id TEXT NOT NULL,
  active INTEGER NOT NULL,
  created_at TEXT NOT NULL
);

-- Bearer tokens and sessions, stored hashed.
CREATE TABLE access_token (
  id TEXT PRIMARY KEY,
  token_sha256 TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                  -- personal, service, session
  authentication TEXT NOT NULL,        -- bearer_token, password, second_factor, pro_sante_connect
  authenticated_at TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  revoked_at TEXT NOT NULL
);
CREATE INDEX access_token_account ON access_token (account_id);

-- Kept in the effect's own transaction, 7 days.
CREATE TABLE idempotency (
  principal TEXT NOT NULL,
  route TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (principal, route, idempotency_key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Facts of the instance: its OID suffix, the sequencer's position…
CREATE TABLE instance_fact (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
