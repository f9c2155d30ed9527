// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/plugin/read_trace.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis {

const std::vector<std::string_view>& readPurposes() {
  static const std::vector<std::string_view> purposes{"care", "emergency", "identity", "billing", "patient_request", "audit", "support"};
  return purposes;
}

std::string readPurpose(const HttpRequest& request) {
  const auto given = request.header("x-clairis-purpose");
  if (given.empty()) return "care";
  const auto& known = readPurposes();
  if (std::find(known.begin(), known.end(), given) != known.end()) return given;
  std::string list;
  for (const auto purpose : known) list += (list.empty() ? "" : ", ") + std::string(purpose);
  throw Refusal("purpose.unknown", "expected one of " + list, "X-Clairis-Purpose");
}

AuditEntry insShownEntry(const HttpRequest& request, const std::vector<std::string>& patientIds) {
  std::string ids;
  for (const auto& id : patientIds) ids += (ids.empty() ? "\"" : ",\"") + id + "\"";
  std::string detail = R"({"purpose":")" + readPurpose(request) + "\"";
  if (!request.caller.sessionId.empty()) detail += R"(,"session":")" + request.caller.sessionId + "\"";
  detail += ",\"patients\":[" + ids + "]}";
  return {request.caller.principal, "patient.ins.read", patientIds.size() == 1 ? "patient:" + patientIds.front() : "patient:list", "ok", detail};
}

void ReadTrace::insShown(const HttpRequest& request, const std::vector<std::string>& patientIds) {
  if (!patientIds.empty()) record(insShownEntry(request, patientIds));
}

}  // namespace clairis
