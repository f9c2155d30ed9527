-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- How consoles are served, by calling AE title; '*' is everybody who has no row.
CREATE TABLE worklist_console (
  ae_title TEXT PRIMARY KEY,
  version BIGINT NOT NULL,             -- from a sequence: never the same again, also after removal
  profile TEXT NOT NULL,               -- JSON, all members
  changed_at TEXT NOT NULL
);

-- Consoles that asked, with or without a row above.
CREATE TABLE worklist_heard (
  ae_title TEXT PRIMARY KEY,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  last_status INTEGER NOT NULL,
  last_answers BIGINT NOT NULL,
  last_peer TEXT NOT NULL,             -- address
  queries BIGINT NOT NULL,
  spelled_out TEXT NOT NULL            -- JSON: attribute to the number of queries in which its character set could not hold it
);

-- The last queries of each console as they came: what a person explains and replays. Purged by age.
CREATE TABLE worklist_query (
  id TEXT PRIMARY KEY,
  ae_title TEXT NOT NULL,
  at TEXT NOT NULL,
  peer TEXT NOT NULL,
  explicit_vr INTEGER NOT NULL,
  identifier {{bytes}} NOT NULL,
  status INTEGER NOT NULL,
  remark TEXT NOT NULL,                -- error comment of the last response
  answers BIGINT NOT NULL,
  cut INTEGER NOT NULL,
  accessions TEXT NOT NULL,            -- JSON, of the first 100 answers
  milliseconds DOUBLE PRECISION NOT NULL
);
CREATE INDEX worklist_query_console ON worklist_query (ae_title, at, id);
CREATE INDEX worklist_query_age ON worklist_query (at);
