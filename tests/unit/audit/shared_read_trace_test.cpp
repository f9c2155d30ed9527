// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/audit/shared_read_trace.h"

#include <doctest/doctest.h>

#include <latch>
#include <thread>

#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

/// Lets the test hold the first commit, and count or spoil them.
class HeldStore final : public Store {
public:
  explicit HeldStore(Store& inner) : _inner(inner) {}
  void read(const std::function<void(Reader&)>& work) override { _inner.read(work); }
  void write(Lane lane, const std::function<void(UnitOfWork&)>& work) override {
    CHECK(lane == Lane::interactive);
    if (++writes == 1) {
      begun.count_down();
      released.wait();
    }
    if (failing) throw Refusal("store.write", "the disk is full");
    _inner.write(lane, work);
  }
  std::string newId() override { return _inner.newId(); }

  std::atomic<int> writes{0};
  std::atomic<bool> failing{false};
  std::latch begun{1}, released{1};

private:
  Store& _inner;
};

AuditEntry reading(int number) { return {"account:" + std::to_string(number), "patient.ins.read", "patient:1", "ok", "{}"}; }

std::int64_t records(Store& store) {
  return store.reading(
      [](Reader& reader) { return reader.first("SELECT COUNT(*) FROM audit_entry WHERE action = 'patient.ins.read'")[0].integer(); });
}

}  // namespace

TEST_CASE("a record is there when its reader goes on [RIS.INS.03]") {
  TestStore store;
  SharedReadTrace trace(*store);
  for (int number = 1; number <= 3; ++number) {
    trace.record(reading(number));
    CHECK(records(*store) == number);
  }
}

TEST_CASE("who comes while a commit runs shares the next one, and nobody is answered before it [RIS.INS.03]") {
  constexpr int kReaders = 16;
  TestStore store;
  HeldStore held(*store);
  SharedReadTrace trace(held);
  std::atomic<int> answered{0}, arrived{0};
  std::thread first([&] {
    trace.record(reading(0));
    ++answered;
  });
  held.begun.wait();
  std::vector<std::thread> others;
  for (int number = 1; number < kReaders; ++number) {
    others.emplace_back([&, number] {
      ++arrived;
      arrived.notify_all();
      trace.record(reading(number));
      CHECK(records(*store) > 0);
      ++answered;
    });
  }
  for (int seen = arrived; seen < kReaders - 1; seen = arrived) arrived.wait(seen);
  CHECK(answered == 0);
  CHECK(held.writes == 1);
  held.released.count_down();
  first.join();
  for (auto& thread : others) thread.join();
  CHECK(answered == kReaders);
  CHECK(records(*store) == kReaders);
  // Usually two; a reader that had arrived but was not yet waiting makes one more.
  CHECK(held.writes < kReaders);
}

TEST_CASE("when the common commit fails each of them is told, and the next one starts afresh [RIS.INS.03]") {
  TestStore store;
  HeldStore held(*store);
  held.released.count_down();
  SharedReadTrace trace(held);
  held.failing = true;
  std::atomic<int> told{0};
  std::vector<std::thread> readers;
  for (int number = 0; number < 8; ++number) {
    readers.emplace_back([&, number] { told += refusalOf([&] { trace.record(reading(number)); }) == "store.write" ? 1 : 0; });
  }
  for (auto& thread : readers) thread.join();
  CHECK(told == 8);
  CHECK(records(*store) == 0);
  held.failing = false;
  trace.record(reading(9));
  CHECK(records(*store) == 1);
}
