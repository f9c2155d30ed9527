// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/console_registry.h"

#include "core/domain/refusal.h"
#include "plugins/worklist/consoles/profile_json.h"

namespace clairis::worklist {
namespace {

constexpr std::size_t kMostWaiting = 2000, kMostWaitingBytes = 8 * 1024 * 1024;
constexpr std::size_t kMostLabels = 100, kMostWarned = 10'000;

}  // namespace

ConsoleRegistry::ConsoleRegistry(Services services, Settings settings, std::function<std::string(Reader&)> zoneOf)
    : _services(services), _settings(std::move(settings)), _zoneOf(std::move(zoneOf)), _known(std::make_shared<Known>()) {}

std::shared_ptr<const ConsoleRegistry::Known> ConsoleRegistry::known() const {
  const std::lock_guard lock(_knowing);
  return _known;
}

std::shared_ptr<const dicom::ConsoleProfile> ConsoleRegistry::profileOf(const std::string& callingAe) {
  const auto now = known();
  auto found = now->profiles.find(callingAe);
  if (found == now->profiles.end()) found = now->profiles.find(kEveryConsole);
  return {now, found == now->profiles.end() ? &_settings.defaults : &found->second};
}

std::string ConsoleRegistry::today() { return known()->zone.dicomDate(_services.clock.now()); }

void ConsoleRegistry::refresh() {
  const std::lock_guard alone(_refreshing);  // what was read first must not be taken over last
  std::vector<StoredProfile> stored;
  std::string zone;
  _services.store.read([&](Reader& reader) {
    stored = storedProfiles(reader);
    zone = _zoneOf(reader);
  });
  auto fresh = std::make_shared<Known>();
  fresh->zone = Zone(zone);
  for (auto& each : stored) {
    if (each.fault.empty()) {
      fresh->profiles.emplace(each.aeTitle, std::move(each.profile));
    } else if (_faulty.insert(each.aeTitle).second) {
      _services.log.error("worklist.console.unreadable", {{"console", each.aeTitle}, {"detail", each.fault}});
    }
  }
  const std::lock_guard lock(_knowing);
  _known = std::move(fresh);
}

void ConsoleRegistry::answered(dicom::AnsweredQuery query) noexcept {
  try {
    const auto at = toIso(_services.clock.now());
    if (!query.outcome.spelledOut.empty()) warnOfSpelling(query);
    const std::lock_guard lock(_hearing);
    if (!_pending.contains(query.callingAe) && _pending.size() >= kMostHeard) return lose("console", 1);
    hear(query, at);
    auto& waiting = _pending[query.callingAe];
    if (_settings.recorded > 0) keep(waiting, std::move(query), at);
  } catch (const std::exception&) {
    return;  // the console has its answers; this was only about remembering them
  }
}

void ConsoleRegistry::hear(const dicom::AnsweredQuery& query, const std::string& at) {
  auto& heard = _pending[query.callingAe].heard;
  heard.aeTitle = query.callingAe;
  if (heard.firstAt.empty()) heard.firstAt = at;
  heard.lastAt = at;
  heard.lastStatus = query.outcome.status;
  heard.lastAnswers = static_cast<std::int64_t>(query.outcome.answers);
  heard.lastPeer = query.peer;
  ++heard.queries;
  for (const auto tag : query.outcome.spelledOut) ++heard.spelledOut[tagText(tag)];
}

void ConsoleRegistry::keep(Waiting& waiting, dicom::AnsweredQuery query, const std::string& at) {
  auto& queries = waiting.queries;
  if (queries.size() == _settings.recorded) {  // it would be the first to make room
    --_waitingQueries;
    _waitingBytes -= queries.front().identifier.bytes.size();
    queries.pop_front();
  }
  if (_waitingQueries >= kMostWaiting || _waitingBytes + query.identifier.bytes.size() > kMostWaitingBytes) return lose("query", 1);
  ++_waitingQueries;
  _waitingBytes += query.identifier.bytes.size();
  auto& outcome = query.outcome;
  queries.push_back({"", std::move(query.callingAe), at, std::move(query.peer), std::move(query.identifier), outcome.status,
                     std::move(outcome.comment), static_cast<std::int64_t>(outcome.answers), outcome.cut, std::move(outcome.accessions),
                     query.seconds * 1000});
}

void ConsoleRegistry::warnOfSpelling(const dicom::AnsweredQuery& query) {
  std::vector<std::uint32_t> fresh;
  std::string label = query.callingAe;
  {
    const std::lock_guard lock(_hearing);
    if (_counted.size() < kMostLabels) _counted.insert(label);
    if (!_counted.contains(label)) label = "(others)";
    for (const auto tag : query.outcome.spelledOut) {
      if (_warned.size() < kMostWarned && _warned.emplace(query.callingAe, tag).second) fresh.push_back(tag);
    }
  }
  _services.metrics.count("clairis_worklist_spelled_out_total",
                          "Attributes of worklist answers that the console's character set could not hold as they are, once a query",
                          {{"calling_ae", label}}, static_cast<double>(query.outcome.spelledOut.size()));
  for (const auto tag : fresh) {
    _services.log.warning("worklist.value.spelled_out", {{"calling_ae", query.callingAe}, {"attribute", tagText(tag)}, {"keyword", keywordOf(tag)}});
  }
}

void ConsoleRegistry::lose(std::string_view what, std::size_t count) {
  _services.metrics.count("clairis_worklist_unrecorded_total", "Queries answered but not remembered, because too many waited to be written",
                          {{"what", std::string(what)}}, static_cast<double>(count));
}

void ConsoleRegistry::flush(Lane lane) {
  const std::lock_guard alone(_flushing);
  Pending taken;
  {
    const std::lock_guard lock(_hearing);
    taken.swap(_pending);
    _waitingQueries = _waitingBytes = 0;
  }
  while (!taken.empty()) {
    try {  // one transaction a console: none is long
      _services.store.write(lane, [&](UnitOfWork& work) { write(work, taken.begin()->second); });
    } catch (const std::exception&) {
      putBack(std::move(taken));
      throw;
    }
    taken.erase(taken.begin());
  }
}

void ConsoleRegistry::write(UnitOfWork& work, const Waiting& waiting) {
  if (!addHeard(work, waiting.heard)) return;
  for (const auto& query : waiting.queries) addRecorded(work, query);
  if (!waiting.queries.empty()) trimRecorded(work, waiting.heard.aeTitle, _settings.recorded);
}

void ConsoleRegistry::putBack(Pending failed) {
  const std::lock_guard lock(_hearing);
  for (auto& [title, old] : failed) {
    auto& now = _pending[title];
    if (now.heard.queries == 0) {
      now.heard = std::move(old.heard);
    } else {
      now.heard.firstAt = old.heard.firstAt;
      now.heard.queries += old.heard.queries;
      for (const auto& [tag, count] : old.heard.spelledOut) now.heard.spelledOut[tag] += count;
    }
    while (!old.queries.empty() && now.queries.size() < _settings.recorded && _waitingQueries < kMostWaiting &&
           _waitingBytes + old.queries.back().identifier.bytes.size() <= kMostWaitingBytes) {
      ++_waitingQueries;
      _waitingBytes += old.queries.back().identifier.bytes.size();
      now.queries.push_front(std::move(old.queries.back()));
      old.queries.pop_back();
    }
    if (!old.queries.empty()) lose("query", old.queries.size());
  }
}

}  // namespace clairis::worklist
