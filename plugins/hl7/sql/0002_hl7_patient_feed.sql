-- SPDX-FileCopyrightText: Clairis contributors
-- SPDX-License-Identifier: Apache-2.0
-- What partners say about stays and appointments, so that a correction or a cancellation undoes what it names; and which INS a receiver has from us.

-- One row a movement (ZBE) of a stay. Where the patient is: his latest movement that is not cancelled.
CREATE TABLE hl7_movement (
  id TEXT PRIMARY KEY,
  patient_id TEXT NOT NULL,
  visit_authority TEXT NOT NULL,
  visit_number TEXT NOT NULL,          -- PV1-19
  movement TEXT NOT NULL,              -- ZBE-1 with its authority; '' = the sender names none
  event TEXT NOT NULL,                 -- A01, A02 …: what was told first
  at TEXT NOT NULL,                    -- when it happened (ZBE-2)
  patient_class TEXT NOT NULL,         -- '' = not said
  location TEXT NOT NULL,              -- '' = in no ward
  cancelled INTEGER NOT NULL,
  received_at TEXT NOT NULL
);
CREATE INDEX hl7_movement_visit ON hl7_movement (visit_number, visit_authority, patient_id);
CREATE INDEX hl7_movement_age ON hl7_movement (received_at);

-- Appointments of partners (SIU) under each of their numbers. exam_id '' = no exam yet: it waits for the order that names order_number.
CREATE TABLE hl7_appointment (
  sender TEXT NOT NULL,                -- MSH-3/MSH-4
  number TEXT NOT NULL,                -- SCH-1 or SCH-2 with its authority
  patient_id TEXT NOT NULL,
  exam_id TEXT NOT NULL,
  order_number TEXT NOT NULL,          -- SCH-26, '' = none
  order_authority TEXT NOT NULL,
  scheduled_at TEXT NOT NULL,
  station_ae TEXT NOT NULL,
  placed_here INTEGER NOT NULL,        -- 1: the order was made from this appointment
  received_at TEXT NOT NULL,
  PRIMARY KEY (sender, number)
);
CREATE INDEX hl7_appointment_order ON hl7_appointment (order_number) WHERE order_number <> '';
CREATE INDEX hl7_appointment_exam ON hl7_appointment (exam_id) WHERE exam_id <> '';
CREATE INDEX hl7_appointment_age ON hl7_appointment (received_at);

-- The INS that a receiver may have had from us, written before its first byte leaves and gone when the receiver acknowledged the removal.
CREATE TABLE hl7_ins_sent (
  destination TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  matricule TEXT NOT NULL,
  oid TEXT NOT NULL,
  first_at TEXT NOT NULL,
  PRIMARY KEY (destination, patient_id, matricule, oid)
);
