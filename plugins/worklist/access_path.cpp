// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/access_path.h"

#include <algorithm>
#include <array>

#include "core/domain/search_key.h"

namespace clairis::worklist {
namespace {

#define WORKLIST_COLUMNS                                                                                                           \
  "SELECT"                                                                                                                         \
  " e.id, e.scheduled_local, e.accession_number, e.study_instance_uid, e.state, e.procedure_code, e.procedure_display,"            \
  " e.procedure_system, e.ccam_code, e.ccam_display, e.modality, e.station_ae, e.performer_family, e.performer_given,"             \
  " e.performer_key, p.birth_name, p.first_birth_name, p.used_name, p.used_first_name, p.name_key, p.birth_date, p.sex, p.status," \
  " p.doubtful, p.fictitious, p.ins_matricule, p.ins_oid, i.value, i.authority, o.accession_number, o.placer_number,"              \
  " o.requester_family, o.requester_given, o.requester_key, o.priority, o.reason, s.name, s.code, s.address_line, s.postal_code,"  \
  " s.city, i.authority_oid, e.laterality, e.requested_procedure_id, e.step_id, e.step_description, e.procedure_scheme,"           \
  " e.protocol_code, e.protocol_display, e.protocol_scheme, p.used_name_key, x.weight_kg, x.height_m, x.pregnancy, x.last_menses," \
  " x.allergies, x.medical_alerts, x.special_needs, x.patient_state, x.location, x.transport, x.contrast_agent, x.premedication,"  \
  " x.remarks, p.merged_into"

#define WORKLIST_ASIDE                                                      \
  " LEFT JOIN patient_local_id i ON i.patient_id = p.id AND i.position = 0" \
  " LEFT JOIN exam_preparation x ON x.exam_id = e.id"

// CROSS JOIN: SQLite keeps the order, PostgreSQL is free; both reach exam by the index of the road.
#define WORKLIST_FROM_ANY_EXAM                                                                    \
  " FROM exam e CROSS JOIN patient p CROSS JOIN imaging_order o CROSS JOIN site s" WORKLIST_ASIDE \
  " WHERE p.id = e.patient_id AND o.id = e.order_id AND s.id = e.site_id"
#define WORKLIST_FROM_EXAM WORKLIST_FROM_ANY_EXAM " AND e.on_worklist = 1"

#define WORKLIST_PAGE(after, afterId, until, limit) \
  " AND (e.scheduled_local, e.id) > (" after ", " afterId ") AND e.scheduled_local <= " until " ORDER BY e.scheduled_local, e.id LIMIT " limit

// A wide range, of names for instance, is sorted by ids alone; the rest is read for the rows of the page. A range of performers is to be read
// by its own index: the expression keeps SQLite from walking all open exams in time order.
#define WORKLIST_FOUND(from, where)                                                                                      \
  WORKLIST_COLUMNS " FROM (SELECT e.id AS found FROM " from " WHERE e.on_worklist = 1 AND " where                        \
                   " AND (e.scheduled_local || '', e.id) > ($3, $4) AND e.scheduled_local || '' <= $5"                   \
                   " ORDER BY e.scheduled_local || '', e.id LIMIT $6) f"                                                 \
                   " CROSS JOIN exam e CROSS JOIN patient p CROSS JOIN imaging_order o CROSS JOIN site s" WORKLIST_ASIDE \
                   " WHERE e.id = f.found AND p.id = e.patient_id AND o.id = e.order_id AND s.id = e.site_id ORDER BY e.scheduled_local, e.id"

#define WORKLIST_PAGE_AFTER_1 WORKLIST_PAGE("$2", "$3", "$4", "$5")

struct Road {
  Access access;
  std::string_view sql;
};

constexpr std::array kRoads{
    Road{Access::studyUid, WORKLIST_COLUMNS WORKLIST_FROM_EXAM " AND e.study_instance_uid = $1" WORKLIST_PAGE_AFTER_1},
    Road{Access::accession, WORKLIST_COLUMNS WORKLIST_FROM_EXAM " AND e.accession_number = $1" WORKLIST_PAGE_AFTER_1},
    Road{Access::procedureId,
         WORKLIST_COLUMNS WORKLIST_FROM_EXAM " AND e.requested_procedure_id = $1 AND e.requested_procedure_id <> ''" WORKLIST_PAGE_AFTER_1},
    Road{Access::stepId, WORKLIST_COLUMNS WORKLIST_FROM_EXAM " AND e.step_id = $1 AND e.step_id <> ''" WORKLIST_PAGE_AFTER_1},
    Road{Access::patientId, WORKLIST_COLUMNS
         " FROM patient_local_id k CROSS JOIN exam e CROSS JOIN patient p CROSS JOIN imaging_order o CROSS JOIN site s" WORKLIST_ASIDE
         " WHERE k.value = $1 AND k.position = 0 AND e.patient_id = k.patient_id AND p.id = e.patient_id AND o.id = e.order_id"
         " AND s.id = e.site_id AND e.on_worklist = 1" WORKLIST_PAGE_AFTER_1},
    Road{Access::name, WORKLIST_FOUND("patient p CROSS JOIN exam e", "e.patient_id = p.id AND p.name_key >= $1 AND p.name_key < $2")},
    Road{Access::usedName, WORKLIST_FOUND("patient p CROSS JOIN exam e",
                                          "e.patient_id = p.id AND p.used_name_key >= $1 AND p.used_name_key < $2 AND p.used_name_key <> ''")},
    Road{Access::birthDate, WORKLIST_COLUMNS " FROM patient p CROSS JOIN exam e CROSS JOIN imaging_order o CROSS JOIN site s" WORKLIST_ASIDE
                                             " WHERE p.birth_date = $1 AND e.patient_id = p.id AND o.id = e.order_id"
                                             " AND s.id = e.site_id AND e.on_worklist = 1" WORKLIST_PAGE_AFTER_1},
    Road{Access::stationTime, WORKLIST_COLUMNS WORKLIST_FROM_EXAM " AND e.station_ae = $1" WORKLIST_PAGE_AFTER_1},
    Road{Access::performer, WORKLIST_FOUND("exam e", "e.performer_key >= $1 AND e.performer_key < $2")},
    Road{Access::modalityTime, WORKLIST_COLUMNS WORKLIST_FROM_EXAM " AND e.modality = $1" WORKLIST_PAGE_AFTER_1},
    Road{Access::referrer,
         WORKLIST_FOUND("imaging_order o CROSS JOIN exam e", "e.order_id = o.id AND o.requester_key >= $1 AND o.requester_key < $2")},
    Road{Access::time, WORKLIST_COLUMNS WORKLIST_FROM_EXAM WORKLIST_PAGE("$1", "$2", "$3", "$4")},
};

// Names are looked through by the hundred thousand: what is not compared is not read.
#define WORKLIST_NAMES(where)                                                                                                                   \
  "SELECT e.id, e.scheduled_local, p.name_key, p.used_name_key FROM exam e CROSS JOIN patient p WHERE p.id = e.patient_id AND e.on_worklist = " \
  "1" where

constexpr std::array kNameRoads{
    Road{Access::stationTime, WORKLIST_NAMES(" AND e.station_ae = $1" WORKLIST_PAGE_AFTER_1)},
    Road{Access::modalityTime, WORKLIST_NAMES(" AND e.modality = $1" WORKLIST_PAGE_AFTER_1)},
    Road{Access::time, WORKLIST_NAMES(WORKLIST_PAGE("$1", "$2", "$3", "$4"))},
};

constexpr std::string_view kExamSql = WORKLIST_COLUMNS WORKLIST_FROM_EXAM " AND e.id = $1";
constexpr std::string_view kAccessionSql = WORKLIST_COLUMNS WORKLIST_FROM_ANY_EXAM " AND e.accession_number = $1 ORDER BY e.id LIMIT 20";

#undef WORKLIST_NAMES
#undef WORKLIST_COLUMNS
#undef WORKLIST_ASIDE
#undef WORKLIST_FROM_EXAM
#undef WORKLIST_FROM_ANY_EXAM
#undef WORKLIST_PAGE
#undef WORKLIST_PAGE_AFTER_1
#undef WORKLIST_FOUND

// Shorter beginnings of a name open a wide range: a station's or a modality's day is narrower.
constexpr std::size_t kSelectivePrefix = 3;

using Lookups = std::vector<Lookup>;

// Each value once: a list may name one twice.
Lookups each(Access access, std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  Lookups lookups;
  for (const auto& value : values) lookups.push_back({access, {value}});
  return lookups;
}

Lookups one(Access access, const dicom::TextKey& key) {
  auto literals = key.literals();
  return literals.size() == 1 ? each(access, std::move(literals)) : Lookups{};
}

// Where another system chose no id, the accession number stands for it (see entry_row.cpp).
Lookups ownOrAccession(Access access, const dicom::TextKey& key) {
  auto lookups = one(access, key);
  if (!lookups.empty()) lookups.push_back({Access::accession, lookups.front().key});
  return lookups;
}

Lookups beginning(Access access, const dicom::TextKey& key, std::size_t shortest) {
  const auto prefix = key.prefix();
  return prefix.size() < shortest ? Lookups{} : Lookups{{access, {prefix, prefixUpperBound(prefix)}}};
}

// A patient is found by the name of birth and by the name in use.
Lookups named(const dicom::TextKey& key, std::size_t shortest) {
  auto lookups = beginning(Access::name, key, shortest);
  if (!lookups.empty()) lookups.push_back({Access::usedName, lookups.front().key});
  return lookups;
}

Lookups stationed(const dicom::WorklistQuery& query) {
  auto stations = query.stationAe.literals();
  if (stations.empty() && query.stationAe.universal()) stations = query.profile.stations;
  // An exam that no station was chosen for is offered to every console that asks for its own.
  if (!stations.empty() && query.profile.unassigned) stations.emplace_back();
  return each(Access::stationTime, std::move(stations));
}

template <class Roads>
std::string_view sqlOf(const Roads& roads, Access access) {
  const auto found = std::find_if(roads.begin(), roads.end(), [&](const Road& road) { return road.access == access; });
  return found == roads.end() ? std::string_view{} : found->sql;
}

std::string storedDate(const std::string& digits) { return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2); }

Lookups born(const dicom::DigitRange& date) { return date.single ? Lookups{{Access::birthDate, {storedDate(date.from)}}} : Lookups{}; }

Lookups lookupsFor(const dicom::WorklistQuery& query, bool dated) {
  Lookups found;
  const auto take = [&found](Lookups lookups) {
    found = std::move(lookups);
    return !found.empty();
  };
  if (take(each(Access::studyUid, query.studyInstanceUid.literals())) || take(one(Access::accession, query.accessionNumber)) ||
      take(ownOrAccession(Access::procedureId, query.requestedProcedureId)) || take(ownOrAccession(Access::stepId, query.stepId)) ||
      take(one(Access::patientId, query.patientId)) || take(named(query.patientName, kSelectivePrefix)) || take(born(query.birthDate)) ||
      take(stationed(query)) || take(beginning(Access::performer, query.performingPhysician, 1))) {
    return found;
  }
  const Lookups everything{{Access::time, {}}};
  if (dated) return take(one(Access::modalityTime, query.modality)) ? found : everything;
  if (take(named(query.patientName, 1)) || take(beginning(Access::referrer, query.referringPhysician, 1)) ||
      take(one(Access::modalityTime, query.modality))) {
    return found;
  }
  return everything;
}

}  // namespace

AccessPath choosePath(const dicom::WorklistQuery& query) {
  AccessPath path;
  path.from = query.start.from;
  path.until = query.start.until;
  const auto& profile = query.profile;
  if (!profile.from.empty()) path.from = std::max(path.from, profile.from + "000000");
  if (!profile.until.empty()) {
    const auto last = profile.until + "235960";
    path.until = path.until.empty() ? last : std::min(path.until, last);
  }
  path.lookups = lookupsFor(query, !path.from.empty() && !path.until.empty());
  return path;
}

bool sortsRows(Access access) noexcept {
  return access == Access::patientId || access == Access::name || access == Access::usedName || access == Access::birthDate ||
         access == Access::performer || access == Access::referrer;
}

std::string_view sqlOf(Access access) { return sqlOf(kRoads, access); }
std::string_view namesSqlOf(Access access) { return sqlOf(kNameRoads, access); }
std::string_view examSql() { return kExamSql; }

std::string_view accessionSql() { return kAccessionSql; }

std::vector<Access> allAccesses() {
  std::vector<Access> accesses;
  for (const auto& road : kRoads) accesses.push_back(road.access);
  return accesses;
}

}  // namespace clairis::worklist
