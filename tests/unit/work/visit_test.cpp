// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/visit.h"

#include <doctest/doctest.h>

#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

NewOrder stayOrder(const std::string& patientId, const std::string& placer, const std::string& visit = "V1") {
  auto order = House::chest(patientId, placer);
  order.patientClass = "I";
  order.visitNumber = visit;
  order.visitAuthority = "CIM-TEST";
  order.preparation.location = "CARDIO 12";
  return order;
}

int move(House& house, const std::string& patientId, const std::string& from, const std::string& to, const std::string& patientClass = "") {
  return house.write([&](UnitOfWork& work) {
    return house.clinic.moveVisit(work, house.radiologist(), {patientId, "V1", "CIM-TEST", patientClass, to, from});
  });
}

std::string wardOf(House& house, const PlacedOrder& placed) {
  return house.read([&](Reader& reader) { return house.clinic.preparation(reader, placed.exam.id).location; });
}

}  // namespace

TEST_CASE("a transfer moves the exams of that visit, and no others [RIS.INS.55]") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  const auto mine = house.place(stayOrder(patient, "P1"));
  const auto later = house.place(stayOrder(patient, "P2", "V2"));
  const auto told = house.place(House::chest(patient, "P3"));
  CHECK(move(house, patient, "CARDIO 12", "NEURO 3", "E") == 1);
  CHECK(wardOf(house, mine) == "NEURO 3");
  CHECK(wardOf(house, later) == "CARDIO 12");
  CHECK(wardOf(house, told).empty());
  CHECK(house.read([&](Reader& reader) { return house.clinic.order(reader, mine.order.id).patientClass; }) == "E");
  CHECK(house.events("exam.prepared", mine.exam.id) == 1);
  CHECK(house.events("exam.prepared", later.exam.id) == 0);
  CHECK(move(house, patient, "CARDIO 12", "NEURO 3", "E") == 0);
}

TEST_CASE("what a person wrote about where the patient is stays") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  const auto placed = house.place(stayOrder(patient, "P1"));
  house.write([&](UnitOfWork& work) {
    auto known = house.clinic.preparation(work, placed.exam.id);
    known.location = "salle d'attente";
    return house.clinic.prepare(work, house.radiologist(), placed.exam.id, known);
  });
  CHECK(move(house, patient, "CARDIO 12", "NEURO 3") == 0);
  CHECK(wardOf(house, placed) == "salle d'attente");
}

TEST_CASE("a visit touches neither the state of an exam nor one that has begun, nor another patient") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  const auto begun = house.place(stayOrder(patient, "P1"));
  const auto open = house.place(stayOrder(patient, "P2"));
  const auto other = house.place(stayOrder(house.receive(nessi()).id, "P3"));
  house.write([&](UnitOfWork& work) { return house.clinic.advance(work, house.radiologist(), begun.exam.id, ExamCommand::start, ""); });
  CHECK(move(house, patient, "CARDIO 12", "") == 1);
  CHECK(wardOf(house, begun) == "CARDIO 12");
  CHECK(wardOf(house, open).empty());
  CHECK(wardOf(house, other) == "CARDIO 12");
  CHECK(house.read([&](Reader& reader) { return house.clinic.exam(reader, open.exam.id).state; }) == ExamState::scheduled);
}
