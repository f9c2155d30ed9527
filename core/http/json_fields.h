// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/time/instant.h"

namespace clairis {

/// Reading members of a request body with the path of each in the refusal. Absent and null read as empty.
class JsonFields {
public:
  /// `object` outlives this. Anything but an object: Refusal "json.object.expected"; a member not in `known`: "json.member.unknown",
  /// so that a misspelt member is never lost silently.
  JsonFields(const nlohmann::json& object, std::string path, std::initializer_list<const char*> known);

  std::string text(const char* name) const;
  std::string required(const char* name) const;
  bool flag(const char* name) const;
  std::optional<std::int64_t> integer(const char* name) const;
  std::optional<Instant> instant(const char* name) const;
  /// The member, or null.
  const nlohmann::json* find(const char* name) const;
  std::string at(const char* name) const { return _path + "/" + name; }

private:
  const nlohmann::json& _object;
  std::string _path;
};

}  // namespace clairis
