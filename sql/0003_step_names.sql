-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- What another system called the scheduled procedure step before Clairis took over: consoles that were given these ids send them back in
-- MPPS. '' = the accession number stands for both ids, the procedure for its step.
ALTER TABLE exam ADD COLUMN requested_procedure_id TEXT NOT NULL DEFAULT '';
ALTER TABLE exam ADD COLUMN step_id TEXT NOT NULL DEFAULT '';
ALTER TABLE exam ADD COLUMN step_description TEXT NOT NULL DEFAULT '';
ALTER TABLE exam ADD COLUMN procedure_scheme TEXT NOT NULL DEFAULT '';
ALTER TABLE exam ADD COLUMN protocol_code TEXT NOT NULL DEFAULT '';
ALTER TABLE exam ADD COLUMN protocol_display TEXT NOT NULL DEFAULT '';
ALTER TABLE exam ADD COLUMN protocol_scheme TEXT NOT NULL DEFAULT '';
CREATE INDEX exam_requested_procedure ON exam (requested_procedure_id, scheduled_local, id) WHERE requested_procedure_id <> '';
CREATE INDEX exam_step ON exam (step_id, scheduled_local, id) WHERE step_id <> '';
