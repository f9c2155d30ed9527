// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/plugin/routes.h"

namespace clairis {

/// What a path leads to.
struct RouteMatch {
  std::shared_ptr<const Route> route;  ///< null: nothing for this method
  std::map<std::string, std::string> parameters;
  std::vector<std::string> allowedMethods;  ///< of all routes with this path; empty: no such path
};

/// The routes, as data. Readers work on a snapshot, so a plugin may register while others are served. Thread-safe.
class RouteTable {
public:
  RouteTable();
  /// Throws Refusal "http.route.malformed" for a pattern or schema that is none, "http.route.duplicate" for one that is taken.
  void add(Route route);
  /// Takes a plugin's route back; unknown ones are ignored.
  void remove(std::string_view method, std::string_view pattern);
  /// A literal segment wins over a parameter. `path` is percent-decoded per segment; a parameter is never empty.
  RouteMatch match(std::string_view method, const std::vector<std::string>& segments) const;
  std::vector<std::shared_ptr<const Route>> routes() const;

private:
  struct Entry {
    std::shared_ptr<const Route> route;
    std::vector<std::string> segments;
  };
  using Entries = std::vector<Entry>;
  std::shared_ptr<const Entries> snapshot() const;

  mutable std::mutex _mutex;
  std::shared_ptr<const Entries> _entries;
};

/// "/a/b%20c" → {"a", "b c"}. Throws Refusal "http.path.malformed" for bad escapes, NUL, control characters, text that is not UTF-8,
/// an encoded slash, and the segments "", "." and "..".
std::vector<std::string> pathSegments(std::string_view rawPath);

/// "a=1&b=%C3%A9" → {a: 1, b: é}. A repeated name, a bad escape or text that is not UTF-8 is Refusal "http.query.malformed".
std::map<std::string, std::string> queryParameters(std::string_view rawQuery);

}  // namespace clairis
