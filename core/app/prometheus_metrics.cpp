// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/prometheus_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>

namespace clairis {
namespace {

// From a prepared query (11 µs) to a national service's time-out.
const prometheus::Histogram::BucketBoundaries kSeconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

// Name and labels as one key; the separators occur in no metric name and no sensible label.
void keyOf(std::string& key, std::string_view name, const Metrics::Labels& labels) {
  key.assign(name);
  for (const auto& [label, value] : labels) key.append(1, '\x1e').append(label).append(1, '\x1f').append(value);
}

prometheus::Labels labelMap(const Metrics::Labels& labels) { return {labels.begin(), labels.end()}; }

/// Series of one instrument kind by key.
template <class Instrument>
class Cache {
public:
  template <class Make>
  Instrument* get(const std::string& key, std::atomic<std::size_t>& total, const Make& make) {
    {
      const std::shared_lock lock(_mutex);
      if (const auto found = _known.find(key); found != _known.end()) return found->second;
    }
    const std::unique_lock lock(_mutex);
    if (const auto found = _known.find(key); found != _known.end()) return found->second;
    if (total.load() >= PrometheusMetrics::kMaxSeries) return nullptr;
    Instrument* made = make();
    total.fetch_add(1);
    return _known.emplace(key, made).first->second;
  }

private:
  std::shared_mutex _mutex;
  std::unordered_map<std::string, Instrument*> _known;
};

}  // namespace

struct PrometheusMetrics::Series {
  prometheus::Registry registry;
  prometheus::Counter& refused = prometheus::BuildCounter()
                                     .Name("clairis_metrics_refused_total")
                                     .Help("Measurements dropped: bad name or too many series")
                                     .Register(registry)
                                     .Add({});
  Cache<prometheus::Counter> counters;
  Cache<prometheus::Gauge> gauges;
  Cache<prometheus::Histogram> histograms;
  std::atomic<std::size_t> total{0};

  template <class Instrument, class Builder, class... More>
  Instrument* find(Cache<Instrument>& cache, Builder builder, std::string_view name, std::string_view help, const Labels& labels,
                   const More&... more) {
    thread_local std::string key;  // kept per thread so that a known series allocates nothing
    keyOf(key, name, labels);
    Instrument* found = nullptr;
    try {
      found = cache.get(key, total,
                        [&] { return &builder.Name(std::string(name)).Help(std::string(help)).Register(registry).Add(labelMap(labels), more...); });
    } catch (const std::exception&) {
      found = nullptr;  // prometheus-cpp: invalid name or label, or the name taken by another kind
    }
    if (!found) refused.Increment();
    return found;
  }
};

PrometheusMetrics::PrometheusMetrics() : _series(std::make_unique<Series>()) {}
PrometheusMetrics::~PrometheusMetrics() = default;

void PrometheusMetrics::count(std::string_view name, std::string_view help, const Labels& labels, double by) {
  if (auto* counter = _series->find(_series->counters, prometheus::BuildCounter(), name, help, labels)) counter->Increment(by);
}

void PrometheusMetrics::observe(std::string_view name, std::string_view help, double seconds, const Labels& labels) {
  if (auto* histogram = _series->find(_series->histograms, prometheus::BuildHistogram(), name, help, labels, kSeconds)) histogram->Observe(seconds);
}

void PrometheusMetrics::gauge(std::string_view name, std::string_view help, double value, const Labels& labels) {
  if (auto* instrument = _series->find(_series->gauges, prometheus::BuildGauge(), name, help, labels)) instrument->Set(value);
}

std::string PrometheusMetrics::exposition() const { return prometheus::TextSerializer().Serialize(_series->registry.Collect()); }

}  // namespace clairis
