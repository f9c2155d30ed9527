// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "core/plugin/plugin.h"

namespace clairis {

/// Metrics on prometheus-cpp's registry and text format. A series that exists costs one hash look-up under a shared lock and an
/// atomic add (histograms: prometheus-cpp's own lock). Measuring never breaks what is measured: a name that Prometheus does not
/// allow, or a series beyond the limit, is counted in clairis_metrics_refused_total and otherwise ignored. Thread-safe.
class PrometheusMetrics final : public Metrics {
public:
  static constexpr std::size_t kMaxSeries = 10'000;

  PrometheusMetrics();
  ~PrometheusMetrics() override;

  void count(std::string_view name, std::string_view help, const Labels& labels = {}, double by = 1) override;
  void observe(std::string_view name, std::string_view help, double seconds, const Labels& labels = {}) override;
  void gauge(std::string_view name, std::string_view help, double value, const Labels& labels = {}) override;

  /// Text exposition format 0.0.4.
  std::string exposition() const;

private:
  struct Series;
  std::unique_ptr<Series> _series;
};

}  // namespace clairis
