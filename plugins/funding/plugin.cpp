// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/plugin/export.h"
#include "core/time/zone.h"
#include "plugins/funding/counter.h"
#include "plugins/funding/recount.h"
#include "plugins/funding/scale.h"

const std::vector<clairis::EmbeddedFile>& funding_migrations();

namespace clairis::funding {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2199;
constexpr auto kRecountEvery = std::chrono::hours(24);

int yearFrom(const HttpRequest& request, int current) {
  const auto text = request.queried("year");
  if (text.empty()) return current;
  int year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (error != std::errc{} || end != text.data() + text.size() || year < kFirstYear || year > kLastYear) {
    throw Refusal("funding.year.malformed", "expected a year such as 2026", "year");
  }
  return year;
}

HttpResponse tranche(Host& host, const HttpRequest& request) {
  const auto clinic = host.service<Clinic>("clinic/1");
  int year = 0;
  Tally tally;
  host.store().read([&](Reader& reader) {
    year = yearFrom(request, Zone(clinic->defaultSite(reader).zone).year(host.clock().now()));
    tally = tallyOf(reader, year);
  });
  nlohmann::json body{{"year", year}, {"exams", tally.exams()}, {"count", tally.exams()}, {"counted", tally.counted}, {"corrections", tally.corrections}};
  const auto scale = scaleOf(year);
  const auto* step = scale ? scale->trancheOf(tally.exams()) : nullptr;
  body["tranche"] = step != nullptr ? nlohmann::json(step->name) : nlohmann::json();
  body["ceilingTtc"] = step != nullptr ? nlohmann::json(step->ceilingTtc) : nlohmann::json();
  body["ceilingHt"] = step != nullptr ? nlohmann::json(step->ceilingHt) : nlohmann::json();
  if (scale) body["scale"] = {{"name", scale->name}, {"version", scale->version}, {"source", scale->source}, {"validFrom", scale->validFrom}};
  HttpResponse response;
  response.body = body.dump();
  return response;
}

}  // namespace

/// Counts exams per instance and says which funding tranche that makes.
class FundingPlugin final : public Plugin {
public:
  PluginDescription describe() const override {
    return {"funding", "0.1.0", "starts no thread; its event handler runs on the subscription's thread, its recount on a job's", {"RIS.TBB.01"}, {}};
  }
  std::vector<EmbeddedFile> migrations() const override { return funding_migrations(); }

  void start(Host& host) override {
    _clinic = host.service<Clinic>("clinic/1");
    const auto recount = std::make_shared<Recount>(host.store(), *_clinic);
    host.events().subscribe("funding.counter", countingEvents(), [recount](const PublishedEvent& published) { recount->heard(published.event); });
    host.jobs().every("funding.recount", kRecountEvery, [&host, recount](const std::stop_token& stop) {
      if (const auto corrected = recount->everything(stop); corrected > 0) host.log().warning("funding.recounted", {{"exams", std::to_string(corrected)}});
    });
    Route route{"GET", "/api/v1/funding/tranche", "Exams counted in a year, their tranche A–H and its ceilings.", "funding.read", "",
                R"({"type":"object","properties":{"year":{"type":"integer"},"exams":{"type":"integer"},"tranche":{"type":["string","null"]},
"ceilingTtc":{"type":["integer","null"]},"ceilingHt":{"type":["integer","null"]},"scale":{"type":"object"}}})",
                false, [&host](const HttpRequest& request) { return tranche(host, request); }};
    route.queryParameters = {{"year", "Year of performance, the current one when absent."}};
    host.routes().add(std::move(route));
  }
  void stop() noexcept override {}

private:
  std::shared_ptr<Clinic> _clinic;
};

}  // namespace clairis::funding

CLAIRIS_PLUGIN(clairis::funding::FundingPlugin)
