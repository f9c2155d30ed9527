// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/console_view.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "dicom/worklist_run.h"
#include "plugins/worklist/consoles/profile_json.h"

namespace clairis::worklist {
namespace {

using nlohmann::ordered_json;

bool usable(const std::optional<StoredProfile>& stored) { return stored && stored->fault.empty(); }

ConsoleView viewOf(const std::string& aeTitle, std::optional<StoredProfile> own, const std::optional<StoredProfile>& everybody,
                   const dicom::ConsoleProfile& defaults, std::optional<HeardConsole> heard) {
  ConsoleView view{aeTitle, std::move(own), defaults, "options", std::move(heard)};
  const auto& stored = usable(view.own) ? view.own : everybody;
  if (usable(stored)) {
    view.served = stored->profile;
    view.servedBy = stored->aeTitle;
  }
  return view;
}

ordered_json heardJson(const HeardConsole& heard) {
  auto spelled = ordered_json::array();
  for (const auto& [tag, queries] : heard.spelledOut) {
    spelled.push_back({{"attribute", tag}, {"keyword", keywordOf(std::stoul(tag.substr(0, 4) + tag.substr(5), nullptr, 16))}, {"queries", queries}});
  }
  return {{"firstQueryAt", heard.firstAt},
          {"lastQueryAt", heard.lastAt},
          {"lastStatus", dicom::statusMeaning(heard.lastStatus)},
          {"lastAnswers", heard.lastAnswers},
          {"lastPeer", heard.lastPeer},
          {"queries", heard.queries},
          {"spelledOut", spelled}};
}

}  // namespace

ConsoleView servedView(Reader& reader, const std::string& aeTitle, const dicom::ConsoleProfile& defaults) {
  return viewOf(aeTitle, storedProfile(reader, aeTitle), storedProfile(reader, std::string(kEveryConsole)), defaults, heardConsole(reader, aeTitle));
}

ConsoleView consoleView(Reader& reader, const std::string& aeTitle, const dicom::ConsoleProfile& defaults) {
  auto view = servedView(reader, aeTitle, defaults);
  if (!view.own && !view.heard && aeTitle != kEveryConsole) {
    throw NotFound("worklist.console.unknown", "no profile is stored for " + aeTitle + ", and no console of this title has asked");
  }
  return view;
}

std::vector<ConsoleView> consoleViews(Reader& reader, const dicom::ConsoleProfile& defaults) {
  std::map<std::string, std::optional<StoredProfile>> profiles;
  std::map<std::string, std::optional<HeardConsole>> heard;
  for (auto& each : storedProfiles(reader)) profiles[each.aeTitle] = each;
  for (auto& each : heardConsoles(reader)) heard[each.aeTitle] = each;
  const auto everybody = profiles[std::string(kEveryConsole)];
  for (const auto& [title, each] : heard) profiles.try_emplace(title);
  std::vector<ConsoleView> views;
  for (const auto& [title, own] : profiles) views.push_back(viewOf(title, own, everybody, defaults, heard[title]));
  return views;
}

ordered_json toJson(const ConsoleView& view) {
  ordered_json value{{"aeTitle", view.aeTitle}, {"version", nullptr}, {"changedAt", nullptr}, {"servedBy", view.servedBy}};
  if (view.own) {
    value["version"] = view.own->version;
    value["changedAt"] = view.own->changedAt;
    if (!view.own->fault.empty()) value["fault"] = view.own->fault;
  }
  value["profile"] = toJson(view.served);
  value["heard"] = view.heard ? heardJson(*view.heard) : ordered_json();
  return value;
}

}  // namespace clairis::worklist
