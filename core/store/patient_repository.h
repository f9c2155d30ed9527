// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

#include "core/domain/patient.h"
#include "core/plugin/sql.h"

namespace clairis::store {

/// Table patient and its local ids. `version` is checked at each update: Conflict "patient.version".
std::optional<Patient> findPatient(Reader& reader, std::string_view id);
/// By an identifier of the structure that gave it.
std::optional<Patient> findPatientByLocalId(Reader& reader, std::string_view authority, std::string_view value);
/// The patient qualified with this INS (SR-03: at most one).
std::optional<Patient> findPatientByIns(Reader& reader, const Ins& ins);
/// What patients are searched by: of the name of birth, and of the name in use (empty when there is none).
std::string nameKey(const Traits& traits);
std::string usedNameKey(const Traits& traits);

void insertPatient(UnitOfWork& work, const Patient& patient);
/// Writes traits, status, INS and adds local ids that are new; `patient.version` is the version read.
void updatePatient(UnitOfWork& work, const Patient& patient);
/// An INS received from a sender that is not believed (SR-04): kept apart, leaves by no outlet.
void keepUnverifiedIns(UnitOfWork& work, std::string_view patientId, const Ins& ins);
void dropUnverifiedIns(UnitOfWork& work, std::string_view patientId);
std::optional<Ins> findUnverifiedIns(Reader& reader, std::string_view patientId);
/// INSi answered OK about the stored INS now. No change of the identity: the row version stays.
void noteInsiCheck(UnitOfWork& work, std::string_view patientId);

}  // namespace clairis::store
