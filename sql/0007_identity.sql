-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- Life of an identity: what changed it, what proves it, who else has it, what waits for a person.
ALTER TABLE patient ADD COLUMN homonym INTEGER NOT NULL DEFAULT 0;
ALTER TABLE patient ADD COLUMN marked_here INTEGER NOT NULL DEFAULT 0;         -- doubtful or fictitious by a person's word: no message clears it
ALTER TABLE patient ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';           -- patient.id; '' = active
ALTER TABLE patient ADD COLUMN insi_checked_at TEXT NOT NULL DEFAULT '';
ALTER TABLE patient ADD COLUMN birth_date_uncertain INTEGER NOT NULL DEFAULT 0;
ALTER TABLE patient ADD COLUMN insured_number TEXT NOT NULL DEFAULT '';        -- NIR of the insured for billing, never an INS

-- What a site prints beside the strict traits and the INS (RIS.INS.53): words separated by spaces.
ALTER TABLE site ADD COLUMN paper_traits TEXT NOT NULL DEFAULT 'used_name used_first_name local_id';

-- SR-03 among active patients: a duplicate that was merged away keeps its number in its row.
DROP INDEX patient_qualified_ins;
CREATE UNIQUE INDEX patient_qualified_ins ON patient (ins_matricule, ins_oid) WHERE status = 'qualified' AND merged_into = '';
CREATE INDEX patient_ins ON patient (ins_matricule) WHERE ins_matricule IS NOT NULL;
CREATE INDEX patient_merged ON patient (merged_into) WHERE merged_into <> '';
-- Whose INS waits for the verification campaign, the longest unchecked first.
CREATE INDEX patient_insi_due ON patient (insi_checked_at, id) WHERE ins_matricule IS NOT NULL AND merged_into = '';

-- Local ids of a duplicate answer for the patient that he was merged into; an unmerge gives them back.
ALTER TABLE patient_local_id ADD COLUMN merge_id TEXT NOT NULL DEFAULT '';     -- patient_merge.id; '' = his own

-- How somebody is found again (RIS.INS.07 to 10): by birth date, then by up to three letters that begin any word of any of his names, without
-- accents and separators. shown_id: himself, or who he was merged into.
CREATE TABLE patient_search (
  birth_date TEXT NOT NULL,
  letters TEXT NOT NULL,
  shown_id TEXT NOT NULL REFERENCES patient (id),
  patient_id TEXT NOT NULL REFERENCES patient (id),
  PRIMARY KEY (birth_date, letters, shown_id, patient_id)
);
CREATE INDEX patient_search_patient ON patient_search (patient_id);

-- Every change of an identity (RIS.INS.17, 26): old and new, who, when, why. Never deleted while the patient is kept.
CREATE TABLE patient_history (
  id TEXT PRIMARY KEY,
  patient_id TEXT NOT NULL REFERENCES patient (id),
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  command TEXT NOT NULL,               -- create, change_traits, prove, verified_ko, merge …
  status_before TEXT NOT NULL,         -- '' for the first
  status_after TEXT NOT NULL,
  ins_matricule_before TEXT NOT NULL,  -- '' = none
  ins_oid_before TEXT NOT NULL,
  ins_matricule_after TEXT NOT NULL,
  ins_oid_after TEXT NOT NULL,
  changes TEXT NOT NULL,               -- JSON object: field → [before, after]
  reason TEXT NOT NULL
);
CREATE INDEX patient_history_patient ON patient_history (patient_id, id);

-- Identity documents that a person checked (RIS.INS.18): which, when, by whom; never a copy.
CREATE TABLE patient_proof (
  id TEXT PRIMARY KEY,
  patient_id TEXT NOT NULL REFERENCES patient (id),
  code TEXT NOT NULL,                  -- CN, PA, CS …: the configurable list (RIS.INS.19)
  trust TEXT NOT NULL,                 -- high, low: as configured that day
  checked_at TEXT NOT NULL,
  checked_by TEXT NOT NULL,
  note TEXT NOT NULL,
  withdrawn_at TEXT NOT NULL,
  withdrawn_by TEXT NOT NULL
);
CREATE INDEX patient_proof_patient ON patient_proof (patient_id, id);

-- Numbers that INSi names as history, or that were stored here before: found again, never sent.
CREATE TABLE patient_former_ins (
  patient_id TEXT NOT NULL REFERENCES patient (id),
  matricule TEXT NOT NULL,
  oid TEXT NOT NULL,
  origin TEXT NOT NULL,                -- insi, here, partner
  valid_from TEXT NOT NULL,            -- as the source said it, may be '' or after valid_until
  valid_until TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (patient_id, matricule, oid, origin)
);
CREATE INDEX patient_former_ins_number ON patient_former_ins (matricule);

-- A duplicate and where he went. moved: what followed him, so that an unmerge brings back that and nothing else.
CREATE TABLE patient_merge (
  id TEXT PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES patient (id),
  target_id TEXT NOT NULL REFERENCES patient (id),
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  source_before TEXT NOT NULL,         -- JSON: status, marks, INS as they were
  undone_at TEXT NOT NULL,
  undone_by TEXT NOT NULL,
  undone_reason TEXT NOT NULL
);
CREATE UNIQUE INDEX patient_merge_source ON patient_merge (source_id) WHERE undone_at = '';
CREATE INDEX patient_merge_target ON patient_merge (target_id);
CREATE TABLE patient_merge_moved (
  merge_id TEXT NOT NULL REFERENCES patient_merge (id),
  kind TEXT NOT NULL,                  -- imaging_order, exam, document
  row_id TEXT NOT NULL,
  PRIMARY KEY (merge_id, kind, row_id)
);

-- For whom the bytes were made, whatever patient the row followed since: what left for one person is never replaced for another (SR-05).
ALTER TABLE document ADD COLUMN made_for TEXT NOT NULL DEFAULT '';
UPDATE document SET made_for = patient_id;

-- Partners with whom data bearing this patient's INS was exchanged (RIS.INS.51): they hear of a change, a person can list them.
CREATE TABLE patient_exchange (
  patient_id TEXT NOT NULL REFERENCES patient (id),
  partner TEXT NOT NULL,               -- hl7:GAM, hl7:<destination>, dmp:<structure>, mss:<address> …
  direction TEXT NOT NULL,             -- in, out
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  PRIMARY KEY (patient_id, partner, direction)
);
CREATE INDEX patient_exchange_partner ON patient_exchange (partner, direction);

-- The one identity worklist (SR-08).
CREATE TABLE identity_task (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,                  -- insi_ko, collision, duplicate, doubtful, first_name, documents_held, documents_sent, partner_refused …
  patient_id TEXT NOT NULL REFERENCES patient (id),
  other_id TEXT NOT NULL,              -- second patient, document or message it is about; ''
  detail TEXT NOT NULL,                -- JSON object: ids and codes, never traits
  opened_at TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  closed_at TEXT NOT NULL,
  closed_by TEXT NOT NULL,
  outcome TEXT NOT NULL,               -- '' while open
  note TEXT NOT NULL
);
CREATE UNIQUE INDEX identity_task_open ON identity_task (kind, patient_id, other_id) WHERE closed_at = '';
CREATE INDEX identity_task_age ON identity_task (opened_at, id) WHERE closed_at = '';
CREATE INDEX identity_task_done ON identity_task (opened_at, id) WHERE closed_at <> '';
CREATE INDEX identity_task_patient ON identity_task (patient_id);

-- The stay that an order belongs to (HL7 PV1-19): a visit message finds its exams by it.
ALTER TABLE imaging_order ADD COLUMN visit_number TEXT NOT NULL DEFAULT '';
ALTER TABLE imaging_order ADD COLUMN visit_authority TEXT NOT NULL DEFAULT '';
CREATE INDEX imaging_order_visit ON imaging_order (visit_number, visit_authority) WHERE visit_number <> '';
