-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- What came in by HL7. A row of hl7_inbound is written in the unit of work of its effect: a message acts once, and a repeat gets the
-- answer it got the first time.
CREATE TABLE hl7_inbound (
  sender TEXT NOT NULL,                -- MSH-3/MSH-4
  control_id TEXT NOT NULL,            -- MSH-10
  received_at TEXT NOT NULL,
  message_type TEXT NOT NULL,          -- ADT^A28
  body_sha256 TEXT NOT NULL,           -- of the frame as received
  answers {{bytes}} NOT NULL,          -- in the sender's character set; several are separated by 0x1C
  PRIMARY KEY (sender, control_id)
);
CREATE INDEX hl7_inbound_age ON hl7_inbound (received_at);

-- Messages as received, sealed by the vault, for as long as hl7.raw_retention.
CREATE TABLE hl7_raw (
  id TEXT PRIMARY KEY,
  sender TEXT NOT NULL,
  control_id TEXT NOT NULL,
  message_type TEXT NOT NULL,
  received_at TEXT NOT NULL,
  outcome TEXT NOT NULL,               -- AA, AE, AR
  body {{bytes}} NOT NULL
);
CREATE INDEX hl7_raw_age ON hl7_raw (received_at);
