// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "core/plugin/clinic.h"
#include "core/plugin/report_desk.h"
#include "core/plugin/delivery_channel.h"
#include "core/plugin/sql.h"
#include "plugins/reporting/renderer.h"

namespace clairis::test {

/// The store under test, which knows whether the present thread is inside one of its transactions.
class WatchedStore final : public Store {
public:
  explicit WatchedStore(Store& inner) : _inner(inner) {}
  void read(const std::function<void(Reader&)>& work) override {
    _inner.read([&](Reader& reader) {
      const Inside inside;
      work(reader);
    });
  }
  void write(Lane lane, const std::function<void(UnitOfWork&)>& work) override {
    _inner.write(lane, [&](UnitOfWork& unit) {
      const Inside inside;
      work(unit);
    });
  }
  std::string newId() override { return _inner.newId(); }
  static bool transactionOpen() { return depth() > 0; }

private:
  struct Inside {
    Inside() { ++depth(); }
    ~Inside() { --depth(); }
  };
  static int& depth() {
    thread_local int value = 0;
    return value;
  }
  Store& _inner;
};

/// The real renderer; counts, and lets a test act while the bytes are being made.
class WatchedRenderer final : public ReportRenderer {
public:
  Rendition render(const ReportCase& value) const override {
    const int number = ++renderings;
    if (WatchedStore::transactionOpen()) ++insideTransaction;
    if (during) during(number);
    return _real.render(value);
  }
  std::string recompose(std::string_view skeleton, std::string_view sha256, std::string_view pdf) const override {
    return _real.recompose(skeleton, sha256, pdf);
  }

  std::function<void(int)> during;
  mutable std::atomic<int> renderings{0};
  mutable std::atomic<int> insideTransaction{0};

private:
  reporting::Renderer _real{Environment::test, Oid::parse("2.25")};
};

/// A channel that plans what the test says.
class PlanningChannel final : public DeliveryChannel {
public:
  std::string name() const override { return "test"; }
  std::vector<PlannedDelivery> plan(const DocumentView& document) const override {
    if (WatchedStore::transactionOpen()) ++insideTransaction;
    if (document.cda || document.pdf) ++withBytes;
    if (fails) throw Refusal("test.plan", "the channel cannot plan");
    return deliveries;
  }
  std::string prepare(const DeliveryTask&) override { throw Refusal("test.prepare", "these tests send nothing"); }
  Outcome send(const DeliveryTask&, std::chrono::steady_clock::time_point, std::stop_token) override {
    throw Refusal("test.send", "these tests send nothing");
  }

  std::vector<PlannedDelivery> deliveries{{"dmp", "queued", ""}};
  bool fails = false;
  mutable std::atomic<int> insideTransaction{0};
  mutable std::atomic<int> withBytes{0};
};

}  // namespace clairis::test
