-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- Open tasks by the other patient they name: what changes about him may close them.
CREATE INDEX identity_task_other ON identity_task (other_id) WHERE closed_at = '' AND other_id <> '';

-- Documents that wait for an identity, looked through page by page (SR-08). The state leads, so that this road is taken before delivery_state.
CREATE INDEX delivery_identity_held ON delivery (state, created_at, id)
  WHERE state = 'held' AND reason IN ('identity.not_qualified', 'identity.changed');
