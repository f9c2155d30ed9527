// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "core/plugin/plugin.h"
#include "core/time/zone.h"
#include "dicom/worklist_consoles.h"
#include "plugins/worklist/consoles/heard_table.h"
#include "plugins/worklist/consoles/profile_table.h"

namespace clairis::worklist {

/// The consoles as queries meet them: profiles out of memory, and a bounded memory of what was asked that a job writes down. A query
/// never waits for the database because of either. Thread-safe.
class ConsoleRegistry final : public dicom::WorklistConsoles {
public:
  struct Settings {
    dicom::ConsoleProfile defaults;  ///< of a console when neither it nor "*" has a profile
    std::size_t recorded = 50;       ///< queries kept of each console, 0: none
  };
  struct Services {
    Store& store;
    const Clock& clock;
    Log& log;
    Metrics& metrics;
  };
  /// `zoneOf`: IANA name of the site's zone. Nothing is read before refresh().
  ConsoleRegistry(Services services, Settings settings, std::function<std::string(Reader&)> zoneOf);

  std::shared_ptr<const dicom::ConsoleProfile> profileOf(const std::string& callingAe) override;
  std::string today() override;
  void answered(dicom::AnsweredQuery query) noexcept override;

  /// Takes over what is stored now: after a change here, and every other second for changes made elsewhere.
  void refresh();
  /// Writes down what was asked since the last time. What cannot be written is tried again, within bounds.
  void flush(Lane lane);
  const dicom::ConsoleProfile& defaults() const noexcept { return _settings.defaults; }
  std::size_t recorded() const noexcept { return _settings.recorded; }

private:
  struct Known {
    std::map<std::string, dicom::ConsoleProfile, std::less<>> profiles;
    Zone zone{"Europe/Paris"};
  };
  struct Waiting {
    HeardConsole heard;
    std::deque<RecordedQuery> queries;
  };
  using Pending = std::map<std::string, Waiting>;

  std::shared_ptr<const Known> known() const;
  void hear(const dicom::AnsweredQuery& query, const std::string& at);
  void keep(Waiting& waiting, dicom::AnsweredQuery query, const std::string& at);
  void warnOfSpelling(const dicom::AnsweredQuery& query);
  void write(UnitOfWork& work, const Waiting& waiting);
  void putBack(Pending failed);
  void lose(std::string_view what, std::size_t count);

  const Services _services;
  const Settings _settings;
  const std::function<std::string(Reader&)> _zoneOf;

  std::mutex _refreshing;
  std::set<std::string> _faulty;  ///< titles whose row cannot be read and of which the log has been told

  mutable std::mutex _knowing;
  std::shared_ptr<const Known> _known;

  std::mutex _flushing;
  std::mutex _hearing;
  Pending _pending;
  std::size_t _waitingQueries = 0;
  std::size_t _waitingBytes = 0;
  std::set<std::pair<std::string, std::uint32_t>> _warned;
  std::set<std::string> _counted;  ///< titles that are a label of the metric
};

}  // namespace clairis::worklist
