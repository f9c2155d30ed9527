// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "core/app/json_log.h"
#include "core/app/prometheus_metrics.h"

using namespace clairis;

namespace {

class FixedClock final : public Clock {
public:
  Instant now() const override { return fromIso("2026-11-20T10:17:00.000Z"); }
};

std::vector<std::string> linesOf(std::FILE* file) {
  std::rewind(file);
  std::vector<std::string> lines;
  std::string line;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
    if (c != '\n')
      line += static_cast<char>(c);
    else
      lines.push_back(std::exchange(line, {}));
  }
  return lines;
}

}  // namespace

TEST_CASE("a log line is one JSON object whatever is in its fields") {
  const auto line = logLine(FixedClock().now(), Log::Level::warning, "hl7.frame.dropped", {{"detail", "a\nb\"c\xFF"}, {"level", "forged"}});
  CHECK(line.find('\n') == line.size() - 1);
  const auto entry = nlohmann::json::parse(line);
  CHECK(entry.at("time") == "2026-11-20T10:17:00.000Z");
  CHECK(entry.at("level") == "warning");
  CHECK(entry.at("field.level") == "forged");
  CHECK(entry.at("detail").get<std::string>().rfind("a\nb\"c", 0) == 0);
}

TEST_CASE("lines of many threads stay whole, and the observer sees each") {
  const FixedClock clock;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  int observed = 0;
  JsonLog log(clock, file.get(), Log::Level::info, [&](const std::string&) { ++observed; });
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) log.info("test.line", {{"filler", std::string(300, 'x')}});
      log.write(Log::Level::debug, "test.hidden");
    });
  }
  for (auto& thread : threads) thread.join();
  const auto lines = linesOf(file.get());
  CHECK(lines.size() == 1600);
  CHECK(observed == 1600);
  for (const auto& line : lines) REQUIRE(nlohmann::json::accept(line));
}

TEST_CASE("counters, gauges and histograms appear in the exposition") {
  PrometheusMetrics metrics;
  metrics.count("clairis_orders_total", "Orders", {{"site", "main"}});
  metrics.count("clairis_orders_total", "Orders", {{"site", "main"}}, 2);
  metrics.count("clairis_orders_total", "Orders", {{"site", "a\"b\n"}});
  metrics.gauge("clairis_ready", "Ready", 1);
  metrics.observe("clairis_http_request_seconds", "Time", 0.02, {{"route", "/a"}});
  const auto text = metrics.exposition();
  CHECK(text.find("clairis_orders_total{site=\"main\"} 3") != std::string::npos);
  CHECK(text.find("clairis_orders_total{site=\"a\\\"b\\n\"} 1") != std::string::npos);
  CHECK(text.find("clairis_ready 1") != std::string::npos);
  CHECK(text.find("clairis_http_request_seconds_bucket{route=\"/a\",le=\"0.025\"} 1") != std::string::npos);
  CHECK(text.find("clairis_http_request_seconds_count{route=\"/a\"} 1") != std::string::npos);
}

TEST_CASE("measuring never breaks what is measured") {
  PrometheusMetrics metrics;
  CHECK_NOTHROW(metrics.count("not a name", "x"));
  CHECK_NOTHROW(metrics.count("clairis_x", "x", {{"0bad", "v"}}));
  metrics.gauge("clairis_taken", "x", 1);
  CHECK_NOTHROW(metrics.count("clairis_taken", "x"));
  CHECK(metrics.exposition().find("clairis_metrics_refused_total 3") != std::string::npos);
}

TEST_CASE("labels that a stranger chooses cannot fill the memory") {
  PrometheusMetrics metrics;
  for (std::size_t i = 0; i < PrometheusMetrics::kMaxSeries + 10; ++i) metrics.count("clairis_x_total", "x", {{"v", std::to_string(i)}});
  CHECK(metrics.exposition().find("clairis_metrics_refused_total 10") != std::string::npos);
}

TEST_CASE("increments of many threads are all counted") {
  PrometheusMetrics metrics;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1000; ++i) metrics.count("clairis_y_total", "y", {{"t", std::to_string((t + i) % 4)}});
      metrics.observe("clairis_y_seconds", "y", 0.1);
    });
  }
  for (auto& thread : threads) thread.join();
  const auto text = metrics.exposition();
  for (const char* label : {"0", "1", "2", "3"}) CHECK(text.find("clairis_y_total{t=\"" + std::string(label) + "\"} 2000") != std::string::npos);
}
