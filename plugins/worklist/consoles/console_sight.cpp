// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/console_sight.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <chrono>

#include "core/domain/refusal.h"
#include "dicom/worklist_field.h"
#include "dicom/worklist_file.h"
#include "plugins/worklist/consoles/profile_json.h"

namespace clairis::worklist {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

class Looking final : public dicom::AnswerSink {
public:
  Looking(ConsoleSight& sight, std::size_t shown) : _sight(sight), _shown(shown) { _sight.answers = ordered_json::array(); }

  void answer(std::uint16_t, const std::string& identifier, const dicom::WorklistEntry& entry) override {
    _sight.accessions.push_back(entry.accessionNumber);
    _sight.studies.push_back(entry.studyInstanceUid);
    if (_sight.answers.size() >= _shown) return;
    const auto dataset = dicom::readDataset(identifier, true);
    _sight.answers.push_back(dataset ? ordered_json(dicom::jsonFromDataset(*dataset)) : ordered_json());
  }

private:
  ConsoleSight& _sight;
  const std::size_t _shown;
};

/// Every attribute of the model that the query does not name already is asked for.
void askForEverything(DcmDataset& identifier) {
  DcmItem* step = nullptr;
  if (identifier.findOrCreateSequenceItem(DCM_ScheduledProcedureStepSequence, step, 0).bad()) return;
  for (const auto& field : dicom::worklistFields()) {
    DcmItem& level = field.step ? *step : identifier;
    const DcmTagKey key(field.group, field.element);
    if (!level.tagExists(key)) level.insertEmptyElement(DcmTag(key, DcmVR(field.vr)));
  }
  for (const auto& sequence : dicom::worklistSequences()) {
    DcmItem& level = sequence.step ? *step : identifier;
    const DcmTagKey key(static_cast<Uint16>(sequence.tag >> 16), static_cast<Uint16>(sequence.tag & 0xFFFF));
    if (!level.tagExists(key)) level.insertEmptyElement(DcmTag(key, DcmVR(EVR_SQ)));
  }
}

ordered_json difference(const std::vector<std::string>& these, const std::vector<std::string>& without) {
  auto rest = ordered_json::array();
  for (const auto& one : these) {
    if (std::find(without.begin(), without.end(), one) == without.end()) rest.push_back(one);
  }
  return rest;
}

}  // namespace

ConsoleSight look(const ConsoleContext& context, const std::string& aeTitle, DcmDataset* identifier, std::size_t shown) {
  ConsoleSight sight;
  Looking sink(sight, shown);
  const auto begun = std::chrono::steady_clock::now();
  auto& registry = *context.registry;
  sight.outcome = dicom::runQuery(identifier, aeTitle, *registry.profileOf(aeTitle), registry.today(), *context.source, sink);
  sight.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
  return sight;
}

ChosenQuery chooseQuery(Reader& reader, const std::string& aeTitle, const std::string& queryId) {
  std::optional<RecordedQuery> recorded;
  if (!queryId.empty()) {
    recorded = recordedQuery(reader, aeTitle, queryId);
  } else if (auto last = recordedQueries(reader, aeTitle, 1); !last.empty()) {
    recorded = std::move(last.front());
  }
  if (!recorded) return queryOf(json::object());
  std::shared_ptr<DcmDataset> identifier = dicom::readDataset(recorded->identifier.bytes, recorded->identifier.explicitVr);
  return {std::move(identifier), std::move(recorded)};
}

ChosenQuery queryOf(const json& keys) {
  std::shared_ptr<DcmDataset> identifier = dicom::datasetFromJson(keys);
  askForEverything(*identifier);
  return {std::move(identifier), std::nullopt};
}

ordered_json toJson(const ConsoleSight& sight) {
  auto spelled = ordered_json::array();
  for (const auto tag : sight.outcome.spelledOut) spelled.push_back({{"attribute", tagText(tag)}, {"keyword", keywordOf(tag)}});
  return {{"status", dicom::statusMeaning(sight.outcome.status)},
          {"comment", sight.outcome.comment},
          {"answerCount", sight.outcome.answers},
          {"cut", sight.outcome.cut},
          {"spelledOut", spelled},
          {"milliseconds", sight.milliseconds},
          {"answers", sight.answers}};
}

ordered_json toJson(const RecordedQuery& query, bool whole) {
  ordered_json value{
      {"id", query.id},
      {"at", query.at},
      {"peer", query.peer},
      {"transferSyntax", query.identifier.explicitVr ? UID_LittleEndianExplicitTransferSyntax : UID_LittleEndianImplicitTransferSyntax},
      {"status", dicom::statusMeaning(query.status)},
      {"comment", query.remark},
      {"answerCount", query.answers},
      {"cut", query.cut},
      {"milliseconds", query.milliseconds},
      {"accessions", query.accessions}};
  if (!whole) return value;
  const auto dataset = dicom::readDataset(query.identifier.bytes, query.identifier.explicitVr);
  value["identifier"] = dataset ? ordered_json(dicom::jsonFromDataset(*dataset)) : ordered_json();
  return value;
}

ordered_json replay(const ConsoleContext& context, const RecordedQuery& query) {
  const auto dataset = dicom::readDataset(query.identifier.bytes, query.identifier.explicitVr);
  const auto now = look(context, query.aeTitle, dataset.get(), 100);
  const bool complete = query.answers <= static_cast<std::int64_t>(query.accessions.size());
  auto known = query.accessions;
  // Of a long list only the beginning was kept: what comes after it now cannot be told new from old.
  auto compared = now.accessions;
  if (!complete && compared.size() > known.size()) compared.resize(known.size());
  return {{"then", toJson(query, true)},
          {"now", toJson(now)},
          {"appeared", difference(compared, known)},
          {"vanished", difference(known, now.accessions)},
          {"complete", complete}};
}

void requireEverySite(Reader& reader, const Caller& caller) {
  for (const auto& row : reader.query("SELECT id FROM site")) {
    if (!allowedAt(caller, "worklist.read", row[0].text())) {
      throw Forbidden("site.right", "the list of a console spans all sites: this needs the permission worklist.read at each of them");
    }
  }
}

}  // namespace clairis::worklist
