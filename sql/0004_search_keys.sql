-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- Consoles find a patient by the name in use too. '' = no other than the name of birth. Filled for the patients of before when the search
-- keys are rebuilt: their version is instance_fact 'search_key.version'.
ALTER TABLE patient ADD COLUMN used_name_key TEXT NOT NULL DEFAULT '';
CREATE INDEX patient_used_name_key ON patient (used_name_key) WHERE used_name_key <> '';
