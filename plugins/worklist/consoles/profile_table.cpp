// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/profile_table.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/worklist/consoles/profile_json.h"

namespace clairis::worklist {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostProfiles = 1000;

StoredProfile profileOf(const Row& row) {
  StoredProfile stored{row[0].text(), row[1].integer(), {}, row[3].text(), {}};
  try {
    stored.profile = profileFrom(json::parse(row[2].text()), {});
  } catch (const Refusal& refusal) {
    stored.fault = refusal.detail();
  } catch (const json::exception&) {
    stored.fault = "not JSON";
  }
  return stored;
}

[[noreturn]] void overtaken(const std::string& aeTitle) {
  throw Conflict("worklist.console.version", "the profile of " + aeTitle + " was changed in the meantime: read it again");
}

/// Members that differ; all of them where there was no profile.
json changedMembers(const std::optional<StoredProfile>& before, const dicom::ConsoleProfile& after) {
  const auto now = toJson(after);
  const auto then = before && before->fault.empty() ? toJson(before->profile) : nlohmann::ordered_json::object();
  auto names = json::array();
  for (const auto& [name, value] : now.items()) {
    if (!then.contains(name) || then.at(name) != value) names.push_back(name);
  }
  return names;
}

void insert(UnitOfWork& work, const StoredProfile& stored, const std::string& text) {
  if (work.first("SELECT COUNT(*) FROM worklist_console").at(0).integer() >= kMostProfiles) {
    throw Refusal("worklist.console.too_many", "there are 1000 profiles: remove those of consoles that are gone");
  }
  const auto inserted =
      work.execute("INSERT INTO worklist_console (ae_title, version, profile, changed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (ae_title) DO NOTHING",
                   {stored.aeTitle, stored.version, text, stored.changedAt});
  if (inserted == 0) overtaken(stored.aeTitle);
}

void update(UnitOfWork& work, const StoredProfile& stored, const std::string& text, std::int64_t expected) {
  const auto updated = work.execute("UPDATE worklist_console SET version = $1, profile = $2, changed_at = $3 WHERE ae_title = $4 AND version = $5",
                                    {stored.version, text, stored.changedAt, stored.aeTitle, expected});
  if (updated == 0) overtaken(stored.aeTitle);
}

}  // namespace

std::vector<StoredProfile> storedProfiles(Reader& reader) {
  std::vector<StoredProfile> all;
  for (const auto& row : reader.query("SELECT ae_title, version, profile, changed_at FROM worklist_console ORDER BY ae_title")) {
    all.push_back(profileOf(row));
  }
  return all;
}

std::optional<StoredProfile> storedProfile(Reader& reader, const std::string& aeTitle) {
  const auto row = reader.first("SELECT ae_title, version, profile, changed_at FROM worklist_console WHERE ae_title = $1", {aeTitle});
  if (row.empty()) return std::nullopt;
  return profileOf(row);
}

StoredProfile storeProfile(UnitOfWork& work, const Caller& caller, const std::string& aeTitle, const dicom::ConsoleProfile& profile,
                           std::optional<std::int64_t> expected) {
  const auto before = storedProfile(work, aeTitle);
  StoredProfile stored{aeTitle, work.nextNumber("worklist_console"), profile, toIso(work.now()), {}};
  const auto text = toJson(profile).dump();
  expected ? update(work, stored, text, *expected) : insert(work, stored, text);
  work.audit({caller.principal, "worklist.console.changed", "console:" + aeTitle, "ok", json{{"members", changedMembers(before, profile)}}.dump()});
  return stored;
}

void removeProfile(UnitOfWork& work, const Caller& caller, const std::string& aeTitle, std::int64_t expected) {
  if (!storedProfile(work, aeTitle)) throw NotFound("worklist.console.unknown", "no profile is stored for " + aeTitle);
  if (work.execute("DELETE FROM worklist_console WHERE ae_title = $1 AND version = $2", {aeTitle, expected}) == 0) overtaken(aeTitle);
  work.audit({caller.principal, "worklist.console.removed", "console:" + aeTitle, "ok", "{}"});
}

}  // namespace clairis::worklist
