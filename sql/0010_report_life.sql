-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- The report's whole life: one row is one version of what is said of an exam. What was validated is never written again; an amendment or an
-- addendum is a row of its own that names the one it amends.
ALTER TABLE report ADD COLUMN kind TEXT NOT NULL DEFAULT 'initial';            -- initial, amendment, addendum
ALTER TABLE report ADD COLUMN root_id TEXT NOT NULL DEFAULT '';                -- report.id of the first version
UPDATE report SET root_id = id;
ALTER TABLE report ADD COLUMN amends TEXT NOT NULL DEFAULT '';                 -- report.id that it replaces once validated; '' for the first
ALTER TABLE report ADD COLUMN reason TEXT NOT NULL DEFAULT '';                 -- of the amendment, printed
ALTER TABLE report ADD COLUMN addendum TEXT NOT NULL DEFAULT '';               -- what a report of kind addendum adds
ALTER TABLE report ADD COLUMN addenda TEXT NOT NULL DEFAULT '[]';              -- JSON: those validated before, oldest first
ALTER TABLE report ADD COLUMN author_structure_id TEXT NOT NULL DEFAULT '';    -- Struct_IdNat of who writes elsewhere (teleradiology); '' = the exam's site
ALTER TABLE report ADD COLUMN author_structure_name TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN provisional_at TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN provisional_by TEXT NOT NULL DEFAULT '';         -- practitioner: the first reader
ALTER TABLE report ADD COLUMN second_reader_id TEXT NOT NULL DEFAULT '';       -- practitioner whose opinion is asked
ALTER TABLE report ADD COLUMN announcement_hides_representatives INTEGER NOT NULL DEFAULT 0;
ALTER TABLE report ADD COLUMN announced_at TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN announced_by TEXT NOT NULL DEFAULT '';           -- practitioner
ALTER TABLE report ADD COLUMN withdrawn_at TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN withdrawn_by TEXT NOT NULL DEFAULT '';           -- practitioner
ALTER TABLE report ADD COLUMN withdrawal_cause TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN withdrawal_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX report_root ON report (root_id);
-- One report of an exam is in force at a time.
CREATE UNIQUE INDEX report_in_force ON report (exam_id) WHERE state = 'validated';
-- Announcements that wait, the longest waiting first (SR-20).
CREATE INDEX report_to_announce ON report (state, validated_at, id) WHERE announcement_needed = 1 AND announced_at = '';

-- What a delivery does at its receiver: bring the document, lift its visibility, or take it back.
ALTER TABLE delivery ADD COLUMN purpose TEXT NOT NULL DEFAULT 'document';      -- document, visibility, removal
