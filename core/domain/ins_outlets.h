// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace clairis {

/// What keeps an INS inside (SR-02).
enum class InsGuard {
  insForOutlet,  ///< core/domain/patient.h: a qualified identity alone, asked again right before the bytes leave
  insRead,       ///< permission ins.read, traced (RIS.INS.05): a screen shows what is stored
  never,         ///< no matricule at all, whatever the status
  notBuilt       ///< nothing leaves this way yet; who builds it asks insForOutlet() and fills in the row
};

/// One way by which matricule and OID could leave.
struct InsOutlet {
  std::string_view name;
  InsGuard guard;
  std::string_view asks;    ///< file that asks the guard; of `never` empty, of `notBuilt` the topic it will come with
  std::string_view writes;  ///< file that puts the number into bytes; empty where none does
};

/// Every outlet of SR-02. scripts/check_ins_outlets.py holds the sources to it: what reads a matricule is in this table or on its short list of
/// readers that send nothing. tests/property/identity looks for numbers in the bytes of each.
inline constexpr InsOutlet kInsOutlets[] = {
    {"HL7", InsGuard::insForOutlet, "plugins/hl7/client/message_kinds.cpp", "plugins/hl7/status/person_fields.cpp"},
    {"HL7, stored message before each try", InsGuard::insForOutlet, "plugins/hl7/client/channel.cpp", "plugins/hl7/client/prepared.cpp"},
    {"CDA ids", InsGuard::insForOutlet, "plugins/reporting/report_value_of.cpp", "reports/cda/patient_part.cpp"},
    {"CDA telecom", InsGuard::insForOutlet, "plugins/reporting/report_value_of.cpp", "reports/cda/patient_part.cpp"},
    {"PDF text", InsGuard::insForOutlet, "plugins/reporting/report_value_of.cpp", "reports/layout/french_text.cpp"},
    {"PDF datamatrix", InsGuard::insForOutlet, "plugins/reporting/report_value_of.cpp", "core/domain/ins_datamatrix.cpp"},
    {"stored document, read or printed", InsGuard::insForOutlet, "core/work/archive_service.cpp", "core/store/document_repository.cpp"},
    {"stored document, before each try", InsGuard::insForOutlet, "core/work/renditions.cpp", "core/store/document_repository.cpp"},
    {"XDS metadata", InsGuard::insForOutlet, "core/work/report_case.cpp", "plugins/dmp/td21_feed/submission.cpp"},
    {"DMP existence test", InsGuard::insForOutlet, "core/work/report_case.cpp", "plugins/dmp/td02_existence/request.cpp"},
    {"VIHF", InsGuard::insForOutlet, "core/work/report_case.cpp", "plugins/dmp/vihf/assertion.cpp"},
    {"DICOM worklist", InsGuard::insForOutlet, "plugins/worklist/entry_row.cpp", "plugins/worklist/entry_row.cpp"},
    {"REST, patients", InsGuard::insRead, "core/http/clinic_routes.cpp", "core/http/clinic_json.cpp"},
    {"REST, identities", InsGuard::insRead, "plugins/identity/life/life_routes.cpp", "plugins/identity/life/identity_json.cpp"},
    {"REST, duplicates", InsGuard::insRead, "plugins/identity/duplicates/merge_routes.cpp", "plugins/identity/life/identity_json.cpp"},
    {"REST, scanned datamatrix", InsGuard::insRead, "plugins/identity/datamatrix/scan_routes.cpp", "plugins/identity/datamatrix/scan_routes.cpp"},
    {"REST without ins.read", InsGuard::never, "", ""},
    {"REST tokens", InsGuard::never, "", ""},
    {"logs, events and the trail", InsGuard::never, "", ""},
    {"XDM", InsGuard::notBuilt, "MSSante", ""},
    {"mail address", InsGuard::notBuilt, "MSSante", ""},
    {"Web-PS URL", InsGuard::notBuilt, "contextual calls", ""},
    {"contextual calls", InsGuard::notBuilt, "contextual calls", ""},
    {"exports", InsGuard::notBuilt, "funding evidence and portability", ""},
    {"labels", InsGuard::notBuilt, "labels", ""},
    {"portal", InsGuard::notBuilt, "patient portal", ""},
};

}  // namespace clairis
