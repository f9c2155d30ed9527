// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/ins_mapping.h"

#include <utility>

#include "core/domain/refusal.h"
#include "plugins/hl7/message/fault.h"

namespace clairis::hl7 {
namespace {

Location at(int repetition, int component, int subcomponent = 0) { return {"PID", 1, 3, repetition, component, subcomponent}; }

void checkEnvironment(const std::string& oid, Location place, Environment environment) {
  const bool test = oid == Ins::kNirTest || oid == Ins::kNirDemo;
  if (test == (environment == Environment::test)) return;
  throw Fault(Condition::tableValue, std::move(place),
              "the INS OID " + oid + " belongs to the " + (test ? "test" : "production") + " environment, this instance to the other one", false,
              "patient.ins.environment");
}

Ins parsed(const std::string& matricule, const std::string& oid, int repetition) {
  try {
    return Ins::parse(matricule, oid);
  } catch (const Refusal& refusal) {
    throw Fault(Condition::dataType, at(repetition, 1), refusal.detail(), false, refusal.code());
  }
}

/// NIR and NIA may both be there: the NIR is taken. Two different numbers of one nature are no identity.
void prefer(std::optional<Ins>& chosen, const Ins& candidate, int repetition) {
  if (!chosen || (chosen->nature() == "NIA" && candidate.nature() == "NIR")) {
    chosen = candidate;
  } else if (chosen->nature() == candidate.nature() && *chosen != candidate) {
    throw Fault(Condition::cardinality, at(repetition, 1), "two different INS of the same nature in one PID-3");
  }
}

}  // namespace

bool isInsRepetition(const Repetition& cx) {
  const auto type = cx.value(5);
  return type == "INS" || type == "INS-C" || type == "NH" || Ins::isInsOid(cx.value(4, 2));
}

InsRead insOf(const Segment& pid, bool validated, Environment environment) {
  InsRead read;
  int repetition = 0;
  for (const auto& cx : pid.field(3).repetitions()) {
    ++repetition;
    const auto oid = cx.value(4, 2), type = cx.value(5);
    const bool known = Ins::isInsOid(oid);
    if (!known && type != "INS") continue;
    if (known) checkEnvironment(oid, at(repetition, 4, 2), environment);
    if (cx.component(1).sub(1).deletes()) {
      read.removed = true;
      continue;
    }
    if (!validated) continue;
    if (!known) badCode(at(repetition, 4, 2), "expected one of the INS OIDs 1.2.250.1.213.1.4.8 to .11 as assigning authority");
    prefer(read.ins, parsed(cx.value(1), oid, repetition), repetition);
  }
  if (read.ins) read.removed = false;
  return read;
}

std::optional<Ins> formerInsOf(const Segment& mrg, Environment environment) {
  std::optional<Ins> former;
  int repetition = 0;
  for (const auto& cx : mrg.field(1).repetitions()) {
    ++repetition;
    const auto oid = cx.value(4, 2);
    if (!Ins::isInsOid(oid)) continue;
    checkEnvironment(oid, {"MRG", 1, 1, repetition, 4, 2}, environment);
    try {
      auto ins = Ins::parse(cx.value(1), oid);
      if (!former || former->nature() == "NIA") former = std::move(ins);
    } catch (const Refusal&) {
      continue;
    }
  }
  return former;
}

}  // namespace clairis::hl7
