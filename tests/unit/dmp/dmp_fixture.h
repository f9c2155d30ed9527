// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/plugin/plugin.h"
#include "plugins/dmp/fresh_ids.h"
#include "plugins/dmp/options.h"
#include "reports/cda/report_cda.h"
#include "tests/unit/reports_cda/sample_report.h"

namespace clairis::dmp::test {

/// Counts of what the channel measured, for assertions.
class RecordedMetrics final : public Metrics {
public:
  void count(std::string_view name, std::string_view, const Labels& labels, double by) override {
    const std::lock_guard lock(_mutex);
    for (const auto& [label, value] : labels) _counts[std::string(name) + "{" + label + "=" + value + "}"] += by;
  }
  void observe(std::string_view name, std::string_view, double, const Labels& labels) override { count(name, {}, labels, 1); }
  void gauge(std::string_view, std::string_view, double, const Labels&) override {}
  double value(const std::string& key) const {
    const std::lock_guard lock(_mutex);
    const auto found = _counts.find(key);
    return found == _counts.end() ? 0 : found->second;
  }

private:
  mutable std::mutex _mutex;
  std::map<std::string, double> _counts;
};

/// All lines as one text, for assertions about what must not be in them.
class RecordedLog final : public Log {
public:
  void write(Level, std::string_view event, const Fields& fields) override {
    const std::lock_guard lock(_mutex);
    _text += event;
    for (const auto& [name, value] : fields) _text += " " + name + "=" + value;
    _text += '\n';
  }
  std::string text() const {
    const std::lock_guard lock(_mutex);
    return _text;
  }

private:
  mutable std::mutex _mutex;
  std::string _text;
};

class SetClock final : public Clock {
public:
  explicit SetClock(Instant instant) : _instant(instant) {}
  Instant now() const override { return _instant; }
  void set(Instant instant) { _instant = instant; }

private:
  std::atomic<Instant> _instant;
};

/// 00000000-0000-4000-8000-000000000001, …2, …3
class CountedIds final : public IdSource {
public:
  std::string uuid() override {
    auto digits = std::to_string(++_count);
    return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
  }

private:
  std::atomic<int> _count{0};
};

inline std::string rendered(const reports::ReportValue& value, std::size_t pdfSize = 0) {
  return reports::renderCda(value, reports::sample::pdf(pdfSize));
}

/// The delivery's view of a rendition of `value`.
inline DocumentView view(const reports::ReportValue& value, std::size_t pdfSize = 0) {
  DocumentView view;
  view.documentId = "0190a1b2-0000-7000-8000-0000000000d1";
  view.uniqueId = value.documentOid;
  view.setId = value.setId;
  view.versionNumber = value.versionNumber;
  view.replacesUniqueId = value.replacesOid;
  view.ins = value.ins;
  view.structureId = value.site.structureId;
  view.siteName = value.site.name;
  view.practiceSetting = value.site.practiceSetting;
  view.facilityType = value.site.facilityType;
  view.patientClass = value.patientClass;
  view.validator = value.validator;
  view.authentication = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";
  view.authenticatedAt = value.validatedAt - std::chrono::hours(1);
  view.validatedAt = value.validatedAt;
  view.cda = std::make_shared<const std::string>(rendered(value, pdfSize));
  return view;
}

inline DocumentView view() { return view(reports::sample::report()); }

inline DmpOptions options(const std::string& url = "https://127.0.0.1:1/si-dmp-server/v2/services/") {
  DmpOptions options;
  options.url = url;
  options.documentLimit = 20'000'000;
  options.existenceCache = std::chrono::minutes(10);
  options.vihf.softwareName = "Clairis";
  options.vihf.softwareVersion = "0.1.0";
  options.vihf.homologation = "TEST-0001";
  return options;
}

}  // namespace clairis::dmp::test
