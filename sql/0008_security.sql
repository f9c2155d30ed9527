-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- Rights by site, second factor, sessions that lock.

-- Which role an account holds where. account.roles and account.site_ids stay written for the version before, nothing reads them.
CREATE TABLE account_grant (
  account_id TEXT NOT NULL REFERENCES account (id),
  role TEXT NOT NULL,
  site_id TEXT NOT NULL,               -- site.id; '*' = all sites; '' = none: only what concerns no site
  PRIMARY KEY (account_id, role, site_id)
);

-- Each role of the comma separated list at each site of the other. A list holds a word when taking the word out changes it.
INSERT INTO account_grant (account_id, role, site_id)
SELECT a.id, r.role, s.site_id
FROM account a
CROSS JOIN (
  SELECT 'radiologist' AS role UNION ALL SELECT 'resident' UNION ALL SELECT 'technologist' UNION ALL SELECT 'secretary'
  UNION ALL SELECT 'identity_officer' UNION ALL SELECT 'delivery_operator' UNION ALL SELECT 'auditor' UNION ALL SELECT 'administrator'
  UNION ALL SELECT 'service' UNION ALL SELECT 'embedding_editor'
) r
CROSS JOIN (SELECT id AS site_id FROM site UNION ALL SELECT '*' UNION ALL SELECT '') s
WHERE REPLACE(',' || a.roles || ',', ',' || r.role || ',', '') <> ',' || a.roles || ','
  AND ((s.site_id = '' AND a.site_ids = '')
       OR (s.site_id <> '' AND REPLACE(',' || a.site_ids || ',', ',' || s.site_id || ',', '') <> ',' || a.site_ids || ','));

ALTER TABLE account ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0;

-- Time-based codes (RFC 6238). The secret is sealed by the vault: a copy of the database signs nobody in.
CREATE TABLE account_factor (
  account_id TEXT PRIMARY KEY REFERENCES account (id),
  secret {{bytes}} NOT NULL,
  enrolled_at TEXT NOT NULL,
  confirmed_at TEXT NOT NULL,          -- '' until its first code was given: not asked for before that
  last_step BIGINT NOT NULL            -- of the last code that was taken: none counts twice
);

CREATE TABLE account_recovery_code (
  account_id TEXT NOT NULL REFERENCES account (id),
  code_sha256 TEXT NOT NULL,           -- of 80 random bits
  used_at TEXT NOT NULL,
  PRIMARY KEY (account_id, code_sha256)
);

ALTER TABLE access_token ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE access_token ADD COLUMN last_used_at TEXT NOT NULL DEFAULT '';   -- written at most once a minute
ALTER TABLE access_token ADD COLUMN locked_at TEXT NOT NULL DEFAULT '';      -- '' = open; by hand or found idle
CREATE INDEX access_token_open ON access_token (account_id, id) WHERE revoked_at = '';
