-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- What devices say they did (MPPS), what waits for a person, and what was asked before the exam.

ALTER TABLE exam ADD COLUMN contrast TEXT NOT NULL DEFAULT '';

CREATE TABLE performed_step (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  sop_instance_uid TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,                 -- IN PROGRESS, COMPLETED, DISCONTINUED
  site_id TEXT NOT NULL REFERENCES site (id),
  calling_ae TEXT NOT NULL,
  station_ae TEXT NOT NULL,
  modality TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  content TEXT NOT NULL,               -- JSON of the step as read: patient, references, series, dose, contrast …
  data_set {{bytes}} NOT NULL,         -- everything that was said, merged: DICOM explicit VR little endian
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL
);
CREATE INDEX performed_step_station ON performed_step (station_ae, started_at);

-- Group case: a step performs several scheduled ones. Append case: an exam has several steps.
CREATE TABLE performed_step_exam (
  step_id TEXT NOT NULL REFERENCES performed_step (id),
  exam_id TEXT NOT NULL REFERENCES exam (id),
  PRIMARY KEY (step_id, exam_id)
);
CREATE INDEX performed_step_exam_exam ON performed_step_exam (exam_id);

-- The reconcile list. step_id is empty for what a person confirmed by hand (side), exam_id for a step that fits no exam.
CREATE TABLE reconcile_entry (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  step_id TEXT NOT NULL,
  exam_id TEXT NOT NULL,
  site_id TEXT NOT NULL REFERENCES site (id),
  reason TEXT NOT NULL,
  outcome TEXT NOT NULL,               -- '' = open, attached, created, dismissed
  note TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  closed_at TEXT NOT NULL,
  closed_by TEXT NOT NULL,
  UNIQUE (step_id, exam_id, reason)
);
CREATE INDEX reconcile_entry_open ON reconcile_entry (opened_at, id) WHERE outcome = '';
CREATE INDEX reconcile_entry_exam ON reconcile_entry (exam_id);

-- Answers are added, never replaced: the newest counts.
CREATE TABLE safety_answer (
  id TEXT PRIMARY KEY,
  exam_id TEXT NOT NULL REFERENCES exam (id),
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  detail TEXT NOT NULL,
  measured_on TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  answered_at TEXT NOT NULL
);
CREATE INDEX safety_answer_exam ON safety_answer (exam_id, id);

-- After how many minutes of silence an entry leaves the consoles' lists, by scheduled station ('*': stations without a rule); 0 = never.
CREATE TABLE idle_rule (
  station_ae TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  scheduled_minutes INTEGER NOT NULL,
  arrived_minutes INTEGER NOT NULL,
  ready_minutes INTEGER NOT NULL,
  started_minutes INTEGER NOT NULL
);
