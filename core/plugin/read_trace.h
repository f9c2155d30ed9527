// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/plugin/routes.h"
#include "core/plugin/sql.h"

namespace clairis {

/// Service "read_trace/1": the trail of who saw what (RIS.INS.03), for answers that only read. A transaction for each of them would
/// cost the disk a flush a reader; here everybody who waits at the same time shares one commit. What writes anyway audits in its own
/// unit of work instead. Thread-safe; never call it inside a unit of work.
///
///   const auto trace = host.service<ReadTrace>("read_trace/1");
///   if (allowed(request.caller, kInsRead)) trace->insShown(request, {patient.id});   // before the answer is returned
class ReadTrace {
public:
  virtual ~ReadTrace();
  /// Returns when the entry is durable: only then may the answer leave. Throws what the store throws, and then nothing is shown.
  virtual void record(AuditEntry entry) = 0;

  /// The INS of these patients is about to be shown: one entry "patient.ins.read" with the user, the session, the purpose and the
  /// patients' ids. Nothing for an empty list. Refusal "purpose.unknown".
  void insShown(const HttpRequest& request, const std::vector<std::string>& patientIds);
};

/// Who may see matricule and OID (RIS.INS.05). Everybody else is shown the patient without them.
inline constexpr std::string_view kInsRead = "ins.read";

/// The entry of insShown(), for a write that shows the INS in its answer: audit it in the same unit of work.
AuditEntry insShownEntry(const HttpRequest& request, const std::vector<std::string>& patientIds);

/// Why the person looks: header X-Clairis-Purpose, one of readPurposes(), "care" when there is none. A closed list: free text would
/// bring health data into the trail. Refusal "purpose.unknown".
std::string readPurpose(const HttpRequest& request);
const std::vector<std::string_view>& readPurposes();

}  // namespace clairis
