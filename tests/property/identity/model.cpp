// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "property/identity/model.h"

namespace clairis::test {
namespace {

void toProvisional(Model::Person& person) {
  person.fromInsi = person.checked = false;
  person.ins.clear();
}

/// As if nobody here had a word in it.
Model::Person taken(Model::Person person, const Model::Said& said) {
  if (said.believed && !person.marked) {
    person.doubtful = person.doubtful && said.doubtful;
    person.fictitious = person.fictitious && said.fictitious;
  }
  if (!person.doubted() && !person.marked && (said.doubtful || said.fictitious)) {
    person.doubtful = said.doubtful;
    person.fictitious = said.fictitious && !said.doubtful;
    toProvisional(person);
  }
  if (!said.believed || person.doubted()) return person;
  const auto before = person.ins;
  toProvisional(person);
  person.checked = said.vali;
  person.fromInsi = said.vali && !said.ins.empty();
  if (person.fromInsi) person.ins = said.ins;
  person.insHere = person.insHere && person.ins == before;
  return person;
}

bool lessSure(const Model::Person& a, const Model::Person& b) { return (a.fromInsi && !b.fromInsi) || (a.checked && !b.checked); }

}  // namespace

void Model::said(const std::string& id, const Said& said) {
  auto& person = of(id);
  const auto after = taken(person, said);
  // What was fetched or checked is not changed by who is not believed.
  const bool provisional = !person.fromInsi && !person.checked;
  if (!said.believed && !provisional) return;
  const bool otherIns = !person.ins.empty() && said.vali && !said.ins.empty() && said.ins != person.ins;
  const bool touched = !provisional && (lessSure(person, after) || otherIns || said.otherTraits);
  const bool named = !person.ins.empty() && said.former == person.ins;
  if (touched && said.byMerged && !named) return;
  const bool here = person.fromInsi && person.checked && person.insHere && person.proofsHere > 0;
  if (touched && here && !after.doubted() && !(named && said.vali && !said.ins.empty())) {
    if (said.removed) {
      person.fromInsi = false;
      person.ins.clear();
    }
    return;
  }
  person = after;
}

void Model::created(const std::string& id, bool doubtful) {
  of(id) = {};
  of(id).doubtful = of(id).marked = doubtful;
}

void Model::proofWithdrawn(const std::string& id, bool another) {
  --of(id).proofsHere;
  if (!another) of(id).checked = false;
}

void Model::lowered(const std::string& id) {
  auto& person = of(id);
  if (!person.fromInsi || !person.checked) person.checked = false;
  person.fromInsi = false;
  person.ins.clear();
}

void Model::marked(const std::string& id, bool fictitious, bool set) {
  auto& person = of(id);
  (fictitious ? person.fictitious : person.doubtful) = set;
  person.marked = set;
  if (set) toProvisional(person);
}

void Model::takenFromInsi(const std::string& id, const std::string& ins, bool covered) {
  auto& person = of(id);
  person.fromInsi = true;
  person.ins = ins;
  person.insHere = true;
  person.checked = person.checked && covered;
}

std::string Model::open(const std::string& id) const {
  const auto found = _people.find(id);
  if (found == _people.end()) return {};
  const auto& person = found->second;
  const bool qualified = person.fromInsi && person.checked;
  return qualified && !person.doubted() && person.mergedInto.empty() ? person.ins : std::string();
}

bool Model::openForAnybody(const std::string& matricule) const {
  for (const auto& [id, person] : _people) {
    if (open(id) == matricule) return true;
  }
  return false;
}

}  // namespace clairis::test
