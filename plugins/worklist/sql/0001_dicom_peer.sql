-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- Application entities that may associate while dicom.allow_list is on.
CREATE TABLE worklist_dicom_peer (
  ae_title TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  addresses TEXT NOT NULL,      -- networks, one a line; '' = any
  certificates TEXT NOT NULL,   -- SHA-256 fingerprints or subjects, one a line; '' = any
  note TEXT NOT NULL,
  changed_at TEXT NOT NULL
);
