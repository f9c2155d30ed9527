// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/funding/recount.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugins/funding/counter.h"

namespace clairis::funding {
namespace {

using nlohmann::json;

constexpr std::size_t kPage = 100;

std::vector<std::string> idsOf(Reader& reader, const char* sql, const Params& params) {
  std::vector<std::string> ids;
  for (const auto& row : reader.query(sql, params)) ids.push_back(row[0].text());
  return ids;
}

}  // namespace

const std::vector<std::string>& countingEvents() {
  static const std::vector<std::string> names{"exam.started",     "exam.completed", "exam.appended",    "exam.discontinued",
                                              "report.validated", "patient.merged", "patient.unmerged", "patient.identity_changed"};
  return names;
}

void Recount::heard(const Event& event) {
  if (!event.name.starts_with("patient.")) {
    const auto examId = event.name == "report.validated" ? json::parse(event.data).at("exam").get<std::string>() : event.subject;
    settleAll({examId}, Lane::feed, event.name);
    return;
  }
  const auto data = json::parse(event.data);
  // Of the many changes of an identity only one matters here.
  if (event.name == "patient.identity_changed" && !data.contains("fictitious")) return;
  ofPatient(event.subject, event.name);
  for (const char* other : {"into", "from"}) {
    if (data.contains(other)) ofPatient(data.at(other).get<std::string>(), event.name);
  }
}

void Recount::ofPatient(const std::string& patientId, std::string_view cause) {
  settleAll(_store.reading([&](Reader& reader) { return idsOf(reader, "SELECT id FROM exam WHERE patient_id = $1", {patientId}); }), Lane::feed,
            cause);
}

int Recount::everything(const std::stop_token& stop) {
  int corrected = 0;
  std::string last;
  while (!stop.stop_requested()) {
    const auto exams = _store.reading([&](Reader& reader) {
      return idsOf(reader, "SELECT id FROM exam WHERE id > $1 ORDER BY id LIMIT $2", {last, static_cast<std::int64_t>(kPage)});
    });
    if (exams.empty()) break;
    corrected += settleAll(exams, Lane::batch, "recount");
    last = exams.back();
  }
  return corrected;
}

int Recount::settleAll(const std::vector<std::string>& exams, Lane lane, std::string_view cause) {
  int settled = 0;
  for (std::size_t from = 0; from < exams.size(); from += kPage) {
    const auto to = std::min(exams.size(), from + kPage);
    settled += settlePage({exams.begin() + static_cast<std::ptrdiff_t>(from), exams.begin() + static_cast<std::ptrdiff_t>(to)}, lane, cause);
  }
  return settled;
}

int Recount::settlePage(const std::vector<std::string>& exams, Lane lane, std::string_view cause) {
  const auto different = _store.reading([&](Reader& reader) {
    std::vector<std::string> ids;
    for (const auto& id : exams) {
      if (unsettled(reader, _clinic, id)) ids.push_back(id);
    }
    return ids;
  });
  if (different.empty()) return 0;
  return _store.writing(lane, [&](UnitOfWork& work) {
    int settled = 0;
    for (const auto& id : different) settled += settle(work, _clinic, id, cause) ? 1 : 0;
    return settled;
  });
}

}  // namespace clairis::funding
