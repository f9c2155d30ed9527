-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- What a technologist must know before he begins, and what takes an idle exam off the consoles' lists.

-- One row an exam that has something to say; no row: nothing is known.
CREATE TABLE exam_preparation (
  exam_id TEXT PRIMARY KEY REFERENCES exam (id),
  version BIGINT NOT NULL,
  weight_kg TEXT NOT NULL,             -- decimal with a point, '' = unknown
  height_m TEXT NOT NULL,
  pregnancy TEXT NOT NULL,             -- no, possible, yes, unknown; '' = not asked
  last_menses TEXT NOT NULL,           -- YYYY-MM-DD
  allergies TEXT NOT NULL,
  medical_alerts TEXT NOT NULL,
  special_needs TEXT NOT NULL,
  patient_state TEXT NOT NULL,
  location TEXT NOT NULL,              -- where the patient is now: ward, room, waiting room
  transport TEXT NOT NULL,
  contrast_agent TEXT NOT NULL,        -- requested
  premedication TEXT NOT NULL,
  remarks TEXT NOT NULL,
  changed_at TEXT NOT NULL
);

-- Taken off the lists by the idle rule without saying anything medical: the exam keeps its state. '' = not.
ALTER TABLE exam ADD COLUMN worklist_closed_at TEXT NOT NULL DEFAULT '';
