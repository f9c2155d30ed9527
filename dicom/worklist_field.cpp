// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_field.h"

#include <algorithm>
#include <array>

namespace clairis::dicom {
namespace {

using E = WorklistEntry;
using Q = WorklistQuery;
using K = WorklistField::Key;

// PS3.4 Table K.6-1 as far as a French practice fills it, plus the type 2 and 3 attributes consoles ask for by habit.
constexpr std::array kFields{
    WorklistField{0x0008, 0x0050, EVR_SH, 16, false, &E::accessionNumber, K::text, &Q::accessionNumber},
    WorklistField{0x0008, 0x0080, EVR_LO, 64, false, &E::institution},
    WorklistField{0x0008, 0x0090, EVR_PN, 64, false, &E::referringPhysician, K::person, &Q::referringPhysician},
    WorklistField{0x0010, 0x0010, EVR_PN, 64, false, &E::patientName, K::person, &Q::patientName, "INCONNU"},
    WorklistField{0x0010, 0x0020, EVR_LO, 64, false, &E::patientId, K::text, &Q::patientId, "INCONNU"},
    WorklistField{0x0010, 0x0021, EVR_LO, 64, false, &E::patientIdIssuer},
    WorklistField{0x0010, 0x0030, EVR_DA, 8, false, &E::birthDate, K::birthDate},
    WorklistField{0x0010, 0x0040, EVR_CS, 16, false, &E::sex},
    WorklistField{0x0010, 0x1001, EVR_PN, 64, false, &E::otherPatientNames},
    WorklistField{0x0010, 0x1005, EVR_PN, 64, false, &E::patientBirthName},
    WorklistField{0x0010, 0x1020, EVR_DS, 16, false, nullptr},
    WorklistField{0x0010, 0x1030, EVR_DS, 16, false, nullptr},
    WorklistField{0x0010, 0x2000, EVR_LO, 64, false, nullptr},
    WorklistField{0x0010, 0x2110, EVR_LO, 64, false, nullptr},
    WorklistField{0x0010, 0x2160, EVR_SH, 16, false, nullptr},
    WorklistField{0x0010, 0x2180, EVR_SH, 16, false, nullptr},
    WorklistField{0x0010, 0x21B0, EVR_LT, 10240, false, nullptr},
    WorklistField{0x0010, 0x21C0, EVR_US, 1, false, nullptr},
    WorklistField{0x0010, 0x4000, EVR_LT, 10240, false, nullptr},
    WorklistField{0x0020, 0x000D, EVR_UI, 64, false, &E::studyInstanceUid, K::uid, &Q::studyInstanceUid},
    WorklistField{0x0032, 0x1032, EVR_PN, 64, false, &E::referringPhysician},
    WorklistField{0x0032, 0x1033, EVR_LO, 64, false, nullptr},
    WorklistField{0x0032, 0x1060, EVR_LO, 64, false, &E::requestedProcedureDescription, K::none, nullptr, "EXAMEN"},
    WorklistField{0x0038, 0x0010, EVR_LO, 64, false, nullptr},
    WorklistField{0x0038, 0x0050, EVR_LO, 64, false, nullptr},
    WorklistField{0x0038, 0x0300, EVR_LO, 64, false, nullptr},
    WorklistField{0x0038, 0x0400, EVR_LO, 64, false, nullptr},
    WorklistField{0x0038, 0x0500, EVR_LO, 64, false, nullptr},
    WorklistField{0x0040, 0x1001, EVR_SH, 16, false, &E::requestedProcedureId, K::text, &Q::requestedProcedureId},
    WorklistField{0x0040, 0x1002, EVR_LO, 64, false, &E::requestReason},
    WorklistField{0x0040, 0x1003, EVR_SH, 16, false, &E::requestedProcedurePriority},
    WorklistField{0x0040, 0x1004, EVR_LO, 64, false, nullptr},
    WorklistField{0x0040, 0x1005, EVR_LO, 64, false, nullptr},
    WorklistField{0x0040, 0x1010, EVR_PN, 64, false, nullptr},
    WorklistField{0x0040, 0x1400, EVR_LT, 10240, false, nullptr},
    WorklistField{0x0040, 0x2016, EVR_LO, 64, false, &E::placerNumber},
    WorklistField{0x0040, 0x2017, EVR_LO, 64, false, &E::fillerNumber},
    WorklistField{0x0040, 0x2400, EVR_LT, 10240, false, nullptr},
    WorklistField{0x0040, 0x3001, EVR_LO, 64, false, nullptr},

    WorklistField{0x0008, 0x0060, EVR_CS, 16, true, &E::modality, K::choice, &Q::modality, "OT"},
    WorklistField{0x0032, 0x1070, EVR_LO, 64, true, nullptr},
    WorklistField{0x0040, 0x0001, EVR_AE, 16, true, &E::stationAe, K::choice, &Q::stationAe},
    WorklistField{0x0040, 0x0002, EVR_DA, 8, true, &E::startDate, K::startDate},
    WorklistField{0x0040, 0x0003, EVR_TM, 6, true, &E::startTime, K::startTime, nullptr, "000000"},
    WorklistField{0x0040, 0x0004, EVR_DA, 8, true, nullptr},
    WorklistField{0x0040, 0x0005, EVR_TM, 6, true, nullptr},
    WorklistField{0x0040, 0x0006, EVR_PN, 64, true, &E::performingPhysician, K::person, &Q::performingPhysician},
    WorklistField{0x0040, 0x0007, EVR_LO, 64, true, &E::stepDescription, K::none, nullptr, "EXAMEN"},
    WorklistField{0x0040, 0x0009, EVR_SH, 16, true, &E::stepId, K::text, &Q::stepId},
    WorklistField{0x0040, 0x0010, EVR_SH, 16, true, nullptr},
    WorklistField{0x0040, 0x0011, EVR_SH, 16, true, nullptr},
    WorklistField{0x0040, 0x0012, EVR_LO, 64, true, nullptr},
    WorklistField{0x0040, 0x0020, EVR_CS, 16, true, &E::stepStatus, K::choice, &Q::stepStatus},
    WorklistField{0x0040, 0x0400, EVR_LT, 10240, true, nullptr},
};

}  // namespace

std::span<const WorklistField> worklistFields() noexcept { return kFields; }

const WorklistField* findField(unsigned long tag, bool step) noexcept {
  const auto found = std::find_if(kFields.begin(), kFields.end(), [&](const auto& field) { return field.step == step && field.tag() == tag; });
  return found == kFields.end() ? nullptr : &*found;
}

}  // namespace clairis::dicom
