// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>

#include "core/audit/head_file.h"
#include "core/audit/sealer.h"
#include "core/audit/verify.h"
#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

const std::string kKey(32, 'k');

/// A store whose audit rows are sealed.
class Trail {
public:
  Trail()
      : file(std::filesystem::temp_directory_path() / ("clairis_audit_" + store->newId() + ".heads")),
        _sealer(kKey, file, store.log, store.metrics) {}
  ~Trail() { std::filesystem::remove(file); }

  void write(int count) {
    for (int number = 0; number < count; ++number) {
      store->write(Lane::feed, [&](UnitOfWork& unit) {
        unit.audit({"account:1", "report.validated", "report:" + std::to_string(number), "ok", "{}"});
      });
    }
  }
  /// One batch.
  void seal() {
    auto step = _sealer.step();
    store->writeAlone("sequencer", Lane::interactive, [&](UnitOfWork& unit) { step.run(unit, 1000); });
    step.committed();
  }
  void tamper(const std::string& sql) {
    store->write(Lane::batch, [&](UnitOfWork& unit) { unit.execute(sql); });
  }
  AuditReport verify(const std::string& key = kKey) {
    return store->reading([&](Reader& reader) { return verifyAudit(reader, key, file); });
  }

  TestStore store;
  std::filesystem::path file;

private:
  AuditSealer _sealer;
};

Trail& sealedTrail(Trail& trail) {
  trail.write(5);
  trail.seal();
  trail.write(5);
  trail.seal();
  return trail;
}

}  // namespace

TEST_CASE("[audit chain] an untouched trail is sound, with all lines and heads checked") {
  Trail trail;
  const auto report = sealedTrail(trail).verify();
  CHECK(report.sound());
  CHECK(report.entries == 10);
  CHECK(report.heads == 4);
  trail.write(1);
  CHECK(trail.verify().waiting == 1);
  CHECK(trail.verify().sound());
}

TEST_CASE("[audit chain] an altered line is found, whichever column") {
  for (const std::string change : {"actor = 'account:2'", "action = 'x'", "object = 'x'", "outcome = 'x'", "detail = '{ }'",
                                   "at = '2026-01-01T00:00:00.000Z'", "id = '0'", "seal = 'x'"}) {
    Trail trail;
    sealedTrail(trail).tamper("UPDATE audit_entry SET " + change + " WHERE position = 4");
    CAPTURE(change);
    CHECK(trail.verify().firstBroken == 4);
  }
}

TEST_CASE("[audit chain] a removed line is missing, also when the others are numbered again") {
  Trail trail;
  sealedTrail(trail).tamper("DELETE FROM audit_entry WHERE position = 4");
  CHECK(trail.verify().firstMissing == 4);
  CHECK(trail.verify().missing == 1);
  for (int position = 5; position <= 10; ++position) {
    trail.tamper("UPDATE audit_entry SET position = " + std::to_string(position - 1) + " WHERE position = " + std::to_string(position));
  }
  CHECK(trail.verify().firstBroken == 4);
  CHECK_FALSE(trail.verify().sound());
}

TEST_CASE("[audit chain] a removed beginning is missing, and no purge can be pretended") {
  Trail trail;
  sealedTrail(trail).tamper("DELETE FROM audit_entry WHERE position <= 5");
  CHECK(trail.verify().firstMissing == 1);
  trail.tamper("INSERT INTO instance_fact (name, value) VALUES ('audit.purged', '5')");
  CHECK(trail.verify().missing == 5);
}

TEST_CASE("[audit chain] a removed tail is found by its head, and by the file when the heads are gone too") {
  Trail trail;
  sealedTrail(trail).tamper("DELETE FROM audit_entry WHERE position > 5");
  CHECK(trail.verify().truncatedAfter == 5);
  trail.tamper("DELETE FROM audit_head WHERE position > 5");
  const auto report = trail.verify();
  CHECK(report.truncatedAfter == 5);
  CHECK(report.missing == 5);
}

TEST_CASE("[audit chain] a trail that was cut and written on is found by the file") {
  Trail trail;
  sealedTrail(trail).tamper("DELETE FROM audit_entry WHERE position > 5");
  trail.tamper("DELETE FROM audit_head WHERE position > 5");
  trail.write(5);
  trail.seal();
  CHECK(trail.store.log.has("audit.chain.rewound"));
  CHECK(trail.verify().firstBroken == 10);
}

TEST_CASE("[audit chain] swapped lines are found") {
  Trail trail;
  sealedTrail(trail);
  trail.tamper("UPDATE audit_entry SET position = 100 WHERE position = 3");
  trail.tamper("UPDATE audit_entry SET position = 3 WHERE position = 4");
  trail.tamper("UPDATE audit_entry SET position = 4 WHERE position = 100");
  CHECK(trail.verify().firstBroken == 3);
}

TEST_CASE("[audit chain] another key does not verify") {
  Trail trail;
  CHECK(sealedTrail(trail).verify(std::string(32, 'x')).firstBroken == 1);
}

TEST_CASE("[audit chain] purging whole months keeps the trail sound from their head on") {
  Trail trail;
  sealedTrail(trail);
  trail.store.clock.advance(std::chrono::days(40));
  trail.write(3);
  trail.seal();
  const auto dropped = trail.store->writing(Lane::batch, [](UnitOfWork& unit) { return purgeAuditBefore(unit, "2026-12"); });
  trail.seal();
  CHECK(dropped == 10);
  const auto report = trail.verify();
  CHECK(report.sound());
  CHECK(report.purgedUpTo == 10);
  CHECK(report.entries == 4);
}

TEST_CASE("heads left out of the file by a stop are written at the next start, a cut line is written over") {
  Trail trail;
  sealedTrail(trail);
  std::filesystem::resize_file(trail.file, std::filesystem::file_size(trail.file) - 10);
  CHECK(headsOf(trail.file).size() == 1);
  AuditSealer sealer(kKey, trail.file, trail.store.log, trail.store.metrics);
  trail.store->read([&](Reader& reader) { sealer.catchUp(reader); });
  CHECK(headsOf(trail.file).size() == 2);
  CHECK(lastHeadOf(trail.file).position == 10);
  CHECK(trail.verify().sound());
}

TEST_CASE("a file that is no list of heads is refused, and a short key too") {
  Trail trail;
  for (const std::string text : {"garbage\n", "1 abc 2026\n", "\n", "9999999999999999999999 x y\n"}) {
    std::ofstream(trail.file, std::ios::trunc) << text;
    CHECK(refusalOf([&] { headsOf(trail.file); }) == "audit.head_file");
  }
  CHECK(refusalOf([&] { AuditSealer("short", trail.file, trail.store.log, trail.store.metrics); }) == "audit.key");
}

TEST_CASE("fields cannot be shifted into one another: their lengths are sealed") {
  SealedEntry one{1, "id", "at", {"ab", "c", "o", "ok", "{}"}};
  SealedEntry two{1, "id", "at", {"a", "bc", "o", "ok", "{}"}};
  CHECK(nextSeal(kKey, "p", one) != nextSeal(kKey, "p", two));
  CHECK(nextSeal(kKey, "p", one).size() == 64);
}
