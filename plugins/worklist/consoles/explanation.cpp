// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/explanation.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/domain/refusal.h"
#include "plugins/worklist/access_path.h"
#include "plugins/worklist/entry_row.h"

namespace clairis::worklist {
namespace {

struct FoundExam {
  ExamExplanation told;
  dicom::WorklistEntry entry;
};

struct Facts {
  ChosenQuery query;
  std::vector<FoundExam> exams;
  std::vector<std::string> heardTitles;
};

std::vector<FoundExam> examsOf(Reader& reader, const std::string& accession) {
  std::vector<FoundExam> exams;
  for (const auto& row : reader.query(accessionSql(), {accession})) {
    FoundExam found;
    found.entry = entryOf(row, Disclosure{});
    auto& told = found.told;
    told.examId = placeOf(row).id;
    told.scheduled = placeOf(row).start;
    told.station = found.entry.stationAe;
    const auto exam = reader.first("SELECT site_id, state, on_worklist, worklist_closed_at FROM exam WHERE id = $1", {told.examId});
    told.siteId = exam.at(0).text();
    told.state = exam.at(1).text();
    told.onWorklist = exam.at(2).boolean();
    told.closedAt = exam.at(3).text();
    exams.push_back(std::move(found));
  }
  return exams;
}

std::string offTheList(const ExamExplanation& exam) {
  if (!exam.closedAt.empty()) {
    return fmt::format("The entry was taken off the lists at {} because nothing happened to it for as long as the idle rule of its station allows.",
                       exam.closedAt);
  }
  if (exam.state == "completed") return "The exam is completed: it has left the worklist.";
  if (exam.state == "discontinued") return "The exam was discontinued: it has left the worklist.";
  if (exam.state == "cancelled") return "The exam was cancelled: it is not on the worklist.";
  return fmt::format("The exam is {} and is not offered to consoles.", exam.state);
}

void judge(FoundExam& found, const std::optional<dicom::WorklistQuery>& query, const ConsoleSight& sight) {
  auto& exam = found.told;
  if (!exam.onWorklist) exam.reasons.push_back(offTheList(exam));
  if (!query) return;
  exam.keys = dicom::explain(*query, found.entry);
  for (const auto& key : exam.keys) {
    if (!key.matched) exam.reasons.push_back(key.key + ": " + key.why);
  }
  exam.shown = std::find(sight.studies.begin(), sight.studies.end(), found.entry.studyInstanceUid) != sight.studies.end();
  if (exam.shown) exam.reasons.push_back("The console gets this entry when it asks this now.");
  if (exam.shown || !exam.reasons.empty()) return;
  if (sight.outcome.cut) {
    exam.reasons.push_back(
        fmt::format("Every key matches, but the list is cut after {} answers and this entry comes later: narrow the query, or raise"
                    " the answer limit of the console's profile.",
                    sight.outcome.answers));
  } else if (sight.outcome.status != 0) {
    exam.reasons.push_back(fmt::format("Every key matches, but the query ended with {}.", dicom::statusMeaning(sight.outcome.status)));
  } else {
    exam.reasons.push_back("Every key matches, but the exam changed while this was looked up: ask again.");
  }
}

bool sameButForCase(const std::string& a, const std::string& b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a != b && std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

void remarkOnConsole(Explanation& told, const std::vector<std::string>& titles) {
  auto& remarks = told.remarks;
  if (told.heard) {
    remarks.push_back(fmt::format("{} asked last at {} from {} and got {} answers ({}).", told.aeTitle, told.heard->lastAt, told.heard->lastPeer,
                                  told.heard->lastAnswers, dicom::statusMeaning(told.heard->lastStatus)));
    return;
  }
  remarks.push_back(fmt::format("No console called {} has asked for the worklist: check the AE titles, the address and the port set on the console.",
                                told.aeTitle));
  for (const auto& title : titles) {
    if (sameButForCase(title, told.aeTitle)) remarks.push_back(fmt::format("A console called {} has asked: capitals count in AE titles.", title));
  }
}

void remarkOnQuery(Explanation& told) {
  if (!told.query) {
    told.remarks.push_back("No query of this console is recorded: looked at with a query that restricts nothing, so that only its profile counts.");
    return;
  }
  const auto& kept = told.query->accessions;
  const bool then = std::find(kept.begin(), kept.end(), told.accession) != kept.end();
  const bool unsure = !then && told.query->answers > static_cast<std::int64_t>(kept.size());
  told.remarks.push_back(fmt::format("Looked at with the query of {} ({}): this accession number was {} its {} answers.", told.query->at,
                                     told.query->id, then ? "among" : (unsure ? "not among the first of" : "not among"), told.query->answers));
}

Facts gather(const ConsoleContext& context, Explanation& told, const std::string& queryId) {
  return context.host.store().reading([&](Reader& reader) {
    Facts facts{chooseQuery(reader, told.aeTitle, queryId), examsOf(reader, told.accession), {}};
    told.heard = heardConsole(reader, told.aeTitle);
    if (told.heard) return facts;
    for (const auto& heard : heardConsoles(reader)) facts.heardTitles.push_back(heard.aeTitle);
    return facts;
  });
}

std::optional<dicom::WorklistQuery> read(const ConsoleContext& context, Explanation& told, DcmDataset* identifier) {
  if (identifier == nullptr) {
    told.remarks.push_back("The query is not a readable data set: the console gets 0xA900 and no entry.");
    return std::nullopt;
  }
  try {
    auto& registry = *context.registry;
    return dicom::underProfile(dicom::readQuery(*identifier, told.aeTitle), *registry.profileOf(told.aeTitle), registry.today());
  } catch (const Refusal& refusal) {
    told.remarks.push_back(fmt::format("The query is refused as a whole, so the console gets no entry: {}.", refusal.detail()));
    return std::nullopt;
  }
}

}  // namespace

Explanation explain(const ConsoleContext& context, const std::string& accession, const std::string& aeTitle, const std::string& queryId) {
  Explanation told{accession, aeTitle, {}, {}, {}, {}, false};
  auto facts = gather(context, told, queryId);
  told.query = std::move(facts.query.recorded);
  remarkOnConsole(told, facts.heardTitles);
  remarkOnQuery(told);
  const auto query = read(context, told, facts.query.identifier.get());
  const auto sight = look(context, aeTitle, facts.query.identifier.get(), 0);
  for (auto& found : facts.exams) {
    judge(found, query, sight);
    told.shown = told.shown || found.told.shown;
    told.exams.push_back(std::move(found.told));
  }
  if (told.exams.empty()) {
    told.remarks.push_back(fmt::format("No exam has the accession number {}: the order has not arrived here, or under another number.", accession));
  }
  return told;
}

nlohmann::ordered_json toJson(const Explanation& told) {
  auto exams = nlohmann::ordered_json::array();
  for (const auto& exam : told.exams) {
    auto keys = nlohmann::ordered_json::array();
    for (const auto& key : exam.keys) {
      keys.push_back({{"key", key.key}, {"asked", key.asked}, {"found", key.found}, {"matched", key.matched}, {"why", key.why}});
    }
    exams.push_back({{"examId", exam.examId},
                     {"state", exam.state},
                     {"onWorklist", exam.onWorklist},
                     {"closedAt", exam.closedAt.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(exam.closedAt)},
                     {"scheduledLocal", exam.scheduled},
                     {"stationAe", exam.station},
                     {"shown", exam.shown},
                     {"reasons", exam.reasons},
                     {"keys", keys}});
  }
  return {{"accession", told.accession},
          {"callingAe", told.aeTitle},
          {"shown", told.shown},
          {"remarks", told.remarks},
          {"query", told.query ? toJson(*told.query, true) : nlohmann::ordered_json()},
          {"exams", exams}};
}

std::string toText(const Explanation& told) {
  auto text = fmt::format("{} {} {}\n", told.accession, told.shown ? "is shown to" : "is not shown to", told.aeTitle);
  for (const auto& remark : told.remarks) text += "  " + remark + "\n";
  for (const auto& exam : told.exams) {
    text += fmt::format("exam {}: {}, scheduled {}, station {}\n", exam.examId, exam.state, exam.scheduled,
                        exam.station.empty() ? "(none)" : exam.station);
    for (const auto& reason : exam.reasons) text += "  " + reason + "\n";
    for (const auto& key : exam.keys) {
      text += fmt::format("  [{}] {}: asked \"{}\", found \"{}\"\n", key.matched ? "ok" : "NO", key.key, key.asked, key.found);
    }
  }
  return text;
}

}  // namespace clairis::worklist
