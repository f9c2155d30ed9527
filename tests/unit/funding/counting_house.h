// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>

#include "plugins/funding/counter.h"
#include "plugins/funding/recount.h"
#include "unit/work/merge_house.h"

const std::vector<clairis::EmbeddedFile>& funding_migrations();

namespace clairis::test {

/// A house whose exams are counted by what the counter hears.
class CountingHouse : public MergeHouse {
public:
  CountingHouse() { migrate(*store, {{"funding", funding_migrations()}}); }

  /// Somebody who comes by a partner's message, real or invented.
  Patient comes(const std::string& number, bool fictitious) {
    auto feed = patTrois(false);
    feed.patient.localIds = {{number, "CIM-TEST", ""}};
    feed.patient.fictitious = fictitious;
    return receive(feed);
  }
  Exam ended(const std::string& patientId, const std::string& siteCode, const char* at, bool discontinued) {
    auto order = House::chest(patientId);
    order.siteId = siteCode == "island" ? island.id : main.id;
    Performance done;
    done.endedAt = fromIso(at);
    done.startedAt = fromIso(at) - std::chrono::minutes(10);
    done.source = "manual";
    done.discontinued = discontinued;
    const auto exam = place(order).exam;
    return write([&](UnitOfWork& work) { return clinic.perform(work, radiologist(), exam.id, done); });
  }
  Exam ended(const std::string& patientId) { return ended(patientId, "main", "2026-11-20T09:30:00.000Z", false); }
  void mark(const std::string& id, bool fictitious) {
    act([&](UnitOfWork& work) {
      return service.mark(work, officer(), id, patient(id).version, IdentityAttribute::fictitious, fictitious, "Identité de secours");
    });
  }

  /// Events that the counter subscribes to and did not hear yet, in the order in which they were made.
  std::vector<Event> unheard() {
    std::vector<Event> events;
    for (const auto& row :
         read([&](Reader& reader) { return reader.query("SELECT id, name, subject, data FROM event WHERE id > $1 ORDER BY id", {_last}); })) {
      _last = row[0].text();
      const auto& names = funding::countingEvents();
      if (std::find(names.begin(), names.end(), row[1].text()) != names.end()) events.push_back({row[1].text(), row[2].text(), row[3].text()});
    }
    return events;
  }
  void hear() {
    for (const auto& event : unheard()) recount.heard(event);
  }
  std::int64_t exams(int year = 2026) {
    return read([&](Reader& reader) { return funding::tallyOf(reader, year).exams(); });
  }
  std::int64_t rows() { return count("SELECT COUNT(*) FROM funding_counted_exam") + count("SELECT COUNT(*) FROM funding_correction"); }
  std::map<int, std::int64_t> tallies() {
    std::map<int, std::int64_t> all;
    for (const int year : {2024, 2025, 2026}) all[year] = exams(year);
    return all;
  }
  /// The same figures by looking at every exam as it is, without anything the counter wrote.
  std::map<int, std::int64_t> fromNothing() {
    std::map<int, std::int64_t> all{{2024, 0}, {2025, 0}, {2026, 0}};
    read([&](Reader& reader) {
      for (const auto& row :
           reader.query("SELECT e.ended_at, e.site_id FROM exam e JOIN patient p ON p.id = e.patient_id"
                        " WHERE p.fictitious = 0 AND p.test = 0 AND e.imported = 0 AND (e.state = 'completed' OR"
                        " (e.state = 'discontinued' AND EXISTS (SELECT 1 FROM report r WHERE r.exam_id = e.id AND r.state = 'validated')))")) {
        // Hours between Greenwich and the site in winter, when all exams of these tests end.
        const auto local = fromIso(row[0].text()) + std::chrono::hours(row[1].text() == island.id ? 4 : 1);
        ++all[std::stoi(toIso(local).substr(0, 4))];
      }
      return 0;
    });
    return all;
  }

  funding::Recount recount{*store, clinic};

private:
  std::string _last;
};

}  // namespace clairis::test
