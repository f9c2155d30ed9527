-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- What was corrected about one exam is asked whenever its patient is merged, unmerged, or marked.
CREATE INDEX funding_correction_exam ON funding_correction (study_instance_uid);
