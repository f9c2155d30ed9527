-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- One row per counted exam (SR-11): the Study Instance UID is the key, so an exam counts once whatever is heard twice.
CREATE TABLE funding_counted_exam (
  study_instance_uid TEXT PRIMARY KEY,
  exam_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  modality TEXT NOT NULL,
  year INTEGER NOT NULL,
  performed_at TEXT NOT NULL,
  cause TEXT NOT NULL,                 -- exam.completed, report.validated
  counted_at TEXT NOT NULL
);
CREATE INDEX funding_counted_exam_year ON funding_counted_exam (year, site_id, modality);

-- Later changes are dated corrections, never silent edits: +1 or -1 on a year, with the reason.
CREATE TABLE funding_correction (
  id TEXT PRIMARY KEY,
  study_instance_uid TEXT NOT NULL,
  year INTEGER NOT NULL,
  change INTEGER NOT NULL,
  reason TEXT NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL
);
CREATE INDEX funding_correction_year ON funding_correction (year);
