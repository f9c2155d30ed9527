// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/json_fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis {

JsonFields::JsonFields(const nlohmann::json& object, std::string path, std::initializer_list<const char*> known)
    : _object(object), _path(std::move(path)) {
  if (!object.is_object()) throw Refusal("json.object.expected", "expected a JSON object", _path.empty() ? "/" : _path);
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw Refusal("json.member.unknown", "no member is called \"" + name.substr(0, 60) + "\" here", _path + "/" + name.substr(0, 60));
    }
  }
}

const nlohmann::json* JsonFields::find(const char* name) const {
  const auto found = _object.find(name);
  return found == _object.end() || found->is_null() ? nullptr : &*found;
}

std::string JsonFields::text(const char* name) const {
  const auto* value = find(name);
  if (value == nullptr) return {};
  if (!value->is_string()) throw Refusal("json.text.expected", "expected a text", at(name));
  return value->get<std::string>();
}

std::string JsonFields::required(const char* name) const {
  auto value = text(name);
  if (value.empty()) throw Refusal("json.member.missing", "expected a value", at(name));
  return value;
}

bool JsonFields::flag(const char* name) const {
  const auto* value = find(name);
  if (value == nullptr) return false;
  if (!value->is_boolean()) throw Refusal("json.boolean.expected", "expected true or false", at(name));
  return value->get<bool>();
}

std::optional<std::int64_t> JsonFields::integer(const char* name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer()) throw Refusal("json.integer.expected", "expected a whole number", at(name));
  return value->get<std::int64_t>();
}

std::optional<Instant> JsonFields::instant(const char* name) const {
  const auto value = text(name);
  if (value.empty()) return std::nullopt;
  try {
    return fromIso(value);
  } catch (const Refusal& refusal) {
    throw Refusal(refusal.code(), refusal.detail(), at(name));
  }
}

}  // namespace clairis
