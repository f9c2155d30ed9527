// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/route_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

bool isParameter(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

std::vector<std::string> split(std::string_view pattern) {
  std::vector<std::string> segments;
  std::size_t start = 1;
  while (start <= pattern.size()) {
    const auto slash = std::min(pattern.find('/', start), pattern.size());
    segments.emplace_back(pattern.substr(start, slash - start));
    start = slash + 1;
  }
  return segments;
}

[[noreturn]] void malformed(const Route& route, const std::string& what) {
  throw Refusal("http.route.malformed", "route " + route.method + " " + route.pattern + ": " + what);
}

void checkSchema(const Route& route, const std::string& schema, const char* name) {
  if (!schema.empty() && !nlohmann::json::accept(schema)) malformed(route, std::string(name) + " is not JSON");
}

void check(const Route& route, const std::vector<std::string>& segments) {
  static const std::set<std::string, std::less<>> methods{"GET", "POST", "PUT", "DELETE", "PATCH"};
  if (methods.count(route.method) == 0) malformed(route, "expected one of GET POST PUT DELETE PATCH");
  if (route.pattern.empty() || route.pattern.front() != '/') malformed(route, "a pattern starts with /");
  if (!route.handle) malformed(route, "it has no handler");
  std::set<std::string> names;
  for (const auto& segment : segments) {
    if (segment.empty() && route.pattern != "/") malformed(route, "a segment is empty");
    const bool braces = segment.find_first_of("{}") != std::string::npos;
    if (braces && !isParameter(segment)) malformed(route, "a parameter is a whole segment, {name}");
    if (braces && !names.insert(segment).second) malformed(route, "the parameter " + segment + " is there twice");
  }
  checkSchema(route, route.requestSchema, "requestSchema");
  checkSchema(route, route.responseSchema, "responseSchema");
}

// Two patterns that no path can tell apart.
bool sameShape(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  return one.size() == other.size() && std::equal(one.begin(), one.end(), other.begin(), [](const std::string& a, const std::string& b) {
           return isParameter(a) ? isParameter(b) : a == b;
         });
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  return pattern.size() == path.size() && std::equal(pattern.begin(), pattern.end(), path.begin(),
                                                     [](const std::string& a, const std::string& b) { return isParameter(a) || a == b; });
}

// Literal before parameter, from left to right.
bool moreSpecific(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (isParameter(one[i]) != isParameter(other[i])) return !isParameter(one[i]);
  }
  return false;
}

}  // namespace

RouteTable::RouteTable() : _entries(std::make_shared<const Entries>()) {}

std::shared_ptr<const RouteTable::Entries> RouteTable::snapshot() const {
  const std::lock_guard lock(_mutex);
  return _entries;
}

void RouteTable::add(Route route) {
  auto segments = split(route.pattern);
  check(route, segments);
  const std::lock_guard lock(_mutex);
  for (const auto& entry : *_entries) {
    if (entry.route->method == route.method && sameShape(entry.segments, segments)) {
      throw Refusal("http.route.duplicate", "route " + route.method + " " + route.pattern + " is already served as " + entry.route->pattern);
    }
  }
  auto next = std::make_shared<Entries>(*_entries);
  next->push_back({std::make_shared<const Route>(std::move(route)), std::move(segments)});
  _entries = std::move(next);
}

void RouteTable::remove(std::string_view method, std::string_view pattern) {
  const std::lock_guard lock(_mutex);
  auto next = std::make_shared<Entries>(*_entries);
  std::erase_if(*next, [&](const Entry& entry) { return entry.route->method == method && entry.route->pattern == pattern; });
  _entries = std::move(next);
}

RouteMatch RouteTable::match(std::string_view method, const std::vector<std::string>& segments) const {
  const auto entries = snapshot();
  RouteMatch match;
  const Entry* best = nullptr;
  for (const auto& entry : *entries) {
    if (!fits(entry.segments, segments)) continue;
    match.allowedMethods.push_back(entry.route->method);
    if (entry.route->method == method && (!best || moreSpecific(entry.segments, best->segments))) best = &entry;
  }
  if (best) {
    match.route = best->route;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const std::string& name = best->segments[i];
      if (isParameter(name)) match.parameters[name.substr(1, name.size() - 2)] = segments[i];
    }
  }
  std::sort(match.allowedMethods.begin(), match.allowedMethods.end());
  match.allowedMethods.erase(std::unique(match.allowedMethods.begin(), match.allowedMethods.end()), match.allowedMethods.end());
  return match;
}

std::vector<std::shared_ptr<const Route>> RouteTable::routes() const {
  const auto entries = snapshot();
  std::vector<std::shared_ptr<const Route>> routes;
  for (const auto& entry : *entries) routes.push_back(entry.route);
  return routes;
}

}  // namespace clairis
