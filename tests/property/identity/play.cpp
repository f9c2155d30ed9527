// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "property/identity/play.h"

#include <algorithm>
#include <array>

#include "core/domain/entered_traits.h"
#include "unit/hl7/sample_messages.h"

namespace clairis::test {
namespace {

using Kind = Step::Kind;

constexpr std::array<const char*, static_cast<std::size_t>(Kind::count)> kNames{
    "patient message", "number change", "merge message", "create",        "order",          "report",   "prove",
    "withdraw proof",  "mark",          "downgrade",     "change traits", "take from INSi", "verified", "verified foreign",
    "keep apart",      "merge",         "unmerge",       "tell",          "send",           "feed",     "renew"};

constexpr const char* kInsType = "^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS";

const char* numberOf(unsigned who) { return kNumbers[who % kNumbers.size()]; }
std::string localField(unsigned who) { return std::string(numberOf(who)) + "^^^" + kAuthority + "^PI"; }

/// A message about the bearer of a number as the sender sees him.
SampleMessage about(unsigned who, const Known& person, int control) {
  SampleMessage message;
  const auto& t = person.traits;
  message.controlId = "P" + std::to_string(control);
  message.pid3 = localField(who);
  message.pid5 = t.birthName + "^" + t.firstBirthName + "^" + t.birthNames + "^^^^L";
  message.pid7 = t.birthDate.substr(0, 4) + t.birthDate.substr(5, 2) + t.birthDate.substr(8);
  message.pid8 = toText(t.sex);
  message.pid11 = "^^^^^FRA^BDL^^" + t.birthPlaceCode;
  return message;
}

/// One of PROV, VALI and the marks; mostly VALI with the number.
Model::Said saying(SampleMessage& message, unsigned how, const Known& person) {
  Model::Said said;
  static constexpr std::array<const char*, 8> kStatuses{"VALI", "VALI", "VALI", "PROV", "VALI", "PROV~DOUT", "PROV~FICT", "VALI~DOUT"};
  message.pid32 = kStatuses[how % 8];
  said.vali = message.pid32.starts_with("VALI");
  said.doubtful = message.pid32.ends_with("DOUT");
  said.fictitious = message.pid32.ends_with("FICT");
  if (how % 8 != 4) {
    message.pid3 += "~" + std::string(person.matricule) + kInsType;
    if (said.vali) said.ins = person.matricule;
  }
  said.believed = how / 8 % 4 != 0;
  message.application = said.believed ? "GAM" : "LABO";
  return said;
}

/// Mostly himself; sometimes his partner takes him for another one.
const Known& taken(unsigned who, unsigned other) {
  return other % 7 == 0 ? knownPeople()[other / 7 % 3] : personOf(static_cast<int>(who % kNumbers.size()));
}

}  // namespace

std::string describe(const Step& step) {
  return std::string(kNames[static_cast<std::size_t>(step.kind)]) + " {" + std::to_string(static_cast<int>(step.kind)) + ", " +
         std::to_string(step.who) + ", " + std::to_string(step.other) + ", " + std::to_string(step.how) + "}";
}

std::string describe(const std::vector<Step>& steps) {
  std::string all;
  for (const auto& step : steps) all += "\n  " + describe(step);
  return all;
}

std::vector<Step> randomSteps(std::mt19937& random, std::size_t length, const Weights& weights) {
  std::discrete_distribution<int> drawn(weights.begin(), weights.end());
  std::vector<Step> steps;
  // Somebody is known, qualified, and has an exam, or nothing much can happen.
  steps.push_back({Kind::patient, static_cast<unsigned>(random() % 5), 1, 8});
  const auto who = steps.front().who;
  steps.push_back({Kind::order, who, 0, 0});
  steps.push_back({Kind::patient, (who + 3) % 5, 1, 11});
  // In every second story the world has his number already.
  if (random() % 2 == 0) {
    for (const auto kind : {Kind::changeTraits, Kind::report, Kind::feed, Kind::tell, Kind::send}) steps.push_back({kind, who, 0, 6});
  }
  while (steps.size() < length) {
    steps.push_back({static_cast<Kind>(drawn(random)), static_cast<unsigned>(random() % 5), static_cast<unsigned>(random() % 42),
                     static_cast<unsigned>(random() % 64)});
  }
  return steps;
}

bool Play::away(const std::string& number, const std::string& bearer) const {
  const auto owner = _owners.find(number);
  return (owner != _owners.end() && owner->second != bearer) || _aliases.contains(bearer + number);
}

/// Called when nothing was merged since a number was new.
void Play::noteOwners() {
  for (const auto* number : kNumbers) {
    if (const auto id = house.holder(number); !id.empty()) _owners.try_emplace(number, id);
  }
}

Patient Play::before(const char* number) {
  const auto id = house.holder(number);
  return id.empty() ? Patient() : house.patient(id);
}

void Play::takenUp(const std::string& number, const Patient& before, Model::Said said, const Known& person) {
  const auto id = house.holder(number.c_str());
  if (id.empty()) return;
  // A number that was new is none that was merged; then the one on documents names him.
  if (before.id == id) {
    const bool knew = std::any_of(before.localIds.begin(), before.localIds.end(), [&](const LocalId& each) { return each.value == number; });
    said.byMerged = knew ? away(number, id) : !before.localIds.empty() && away(before.localIds.front().value, id);
    said.otherTraits = !sameStrictTraits(before.traits, person.traits);
  }
  model.said(id, said);
}

void Play::hear(const Step& step) {
  const auto& person = taken(step.who, step.other);
  auto message = about(step.who, person, ++_messages);
  message.type = step.how % 2 == 0 ? "ADT^A28^ADT_A05" : "ADT^A31^ADT_A05";
  const auto said = saying(message, step.how, person);
  auto known = before(numberOf(step.who));
  const bool found = !known.id.empty();
  if (house.receive(message.text()) != "AA") return void(++refused);
  // Somebody who was found by his INS is known by none of his numbers.
  if (!found) known.localIds.clear();
  takenUp(numberOf(step.who), known, said, person);
}

void Play::changeNumber(const Step& step) {
  const auto& person = taken(step.who, step.other);
  auto message = about(step.who, person, ++_messages);
  message.type = "ADT^A47^ADT_A30";
  const auto& old = personOf(static_cast<int>(step.who));
  message.visit = "MRG|" + std::string(old.matricule) + kInsType;
  Model::Said said;
  said.believed = step.how % 4 != 0;
  said.vali = step.how / 4 % 3 != 0;
  message.application = said.believed ? "GAM" : "LABO";
  message.pid32 = said.vali ? "VALI" : "PROV";
  const bool replaces = &person != &old;
  message.pid3 += "~" + (replaces ? std::string(person.matricule) : "\"\"") + kInsType;
  if (replaces && said.vali) said.ins = person.matricule;
  said.removed = !replaces;
  said.former = old.matricule;
  auto known = before(numberOf(step.who));
  // Who is not known by his number may be by his INS.
  for (const auto& ins : {old.ins(), person.ins()}) {
    const auto holder = house.read([&, &i = ins](Reader& reader) { return store::findPatientByIns(reader, i); });
    if (known.id.empty() && said.believed && holder && (ins == old.ins() || said.ins == ins.matricule())) known = *holder;
  }
  if (house.receive(message.text()) != "AA") return void(++refused);
  if (!known.id.empty()) takenUp(numberOf(step.who), known, said, person);
}

void Play::mergeMessage(const Step& step) {
  if (step.who % kNumbers.size() == step.other % kNumbers.size()) return;
  const auto& person = personOf(static_cast<int>(step.who));
  auto message = about(step.who, person, ++_messages);
  message.type = "ADT^A40^ADT_A39";
  const auto said = saying(message, step.how, person);
  message.visit = "MRG|" + localField(step.other);
  const auto target = house.holder(numberOf(step.who)), source = house.holder(numberOf(step.other));
  const auto known = before(numberOf(step.other));
  if (house.receive(message.text()) != "AA") return void(++refused);
  if (!said.believed) return;
  // Who survives is known already: the message says nothing about his status that is taken.
  if (target.empty()) takenUp(numberOf(step.who), known, said, person);
  const auto survivor = house.holder(numberOf(step.who));
  if (!target.empty() && !source.empty() && source != target) {
    model.merged(source, target);
  } else {
    _aliases.insert(survivor + numberOf(step.other));
  }
}

void Play::create(const Step& step) {
  NewIdentity identity;
  identity.patient.traits = personOf(static_cast<int>(step.who)).traits;
  identity.patient.localIds = {{numberOf(step.who), kAuthority, ""}};
  identity.patient.doubtful = step.how % 4 == 0;
  identity.searched = true;
  const auto made = house.act([&](UnitOfWork& work) { return house.service.create(work, house.secretary(), identity); });
  model.created(made.id, identity.patient.doubtful);
}

void Play::order(const Step& step) {
  const auto id = house.holder(numberOf(step.who));
  if (id.empty()) return;
  const auto placed = house.place(House::chest(id));
  if (step.how % 2 == 0) house.tellStatus(placed.exam);
}

void Play::report(const Step& step) {
  const auto id = house.holder(numberOf(step.who));
  if (!id.empty()) house.validated(house.performedFor(house.patient(id)));
}

void Play::officer(const Step& step, const Patient& patient) {
  const auto change = [&](auto&& command) { house.act(command); };
  auto& service = house.service;
  const auto caller = house.officer();
  const auto& id = patient.id;
  if (step.kind == Kind::prove) {
    change([&](UnitOfWork& work) { return service.prove(work, caller, id, patient.version, {"CN", "", ""}); });
    model.proved(id);
  } else if (step.kind == Kind::withdrawProof) {
    std::vector<std::string> high;
    for (const auto& proof : house.read([&](Reader& reader) { return service.proofs(reader, id); })) {
      if (proof.withdrawnAt.empty() && proof.trust == "high") high.push_back(proof.id);
    }
    if (high.empty()) return;
    change([&](UnitOfWork& work) { return service.withdrawProof(work, caller, id, patient.version, high[step.how % high.size()], "Fausse pièce"); });
    model.proofWithdrawn(id, high.size() > 1);
  } else if (step.kind == Kind::mark) {
    static constexpr std::array kMarks{IdentityAttribute::doubtful, IdentityAttribute::fictitious, IdentityAttribute::homonym};
    const auto mark = kMarks[step.how % 3];
    const bool set = step.how / 3 % 2 == 0;
    change([&](UnitOfWork& work) { return service.mark(work, caller, id, patient.version, mark, set, "Vu au guichet"); });
    if (mark != IdentityAttribute::homonym) model.marked(id, mark == IdentityAttribute::fictitious, set);
  } else if (step.kind == Kind::downgrade) {
    change([&](UnitOfWork& work) { return service.downgrade(work, caller, id, patient.version, "Autre personne"); });
    model.lowered(id);
  } else {
    auto traits = patient.traits;
    if (step.how % 3 == 0) {
      traits.usedName = traits.usedName.empty() ? "USAGE" : "";
    } else {
      traits.birthPlaceCode = traits.birthPlaceCode == "75056" ? "69123" : "75056";
    }
    change([&](UnitOfWork& work) { return service.changeTraits(work, caller, id, patient.version, traits, false, "Erreur de saisie"); });
    if (step.how % 3 != 0) model.lowered(id);
  }
}

void Play::insi(const Step& step, const Patient& patient) {
  auto& service = house.service;
  const auto caller = house.secretary();
  const auto& id = patient.id;
  const auto& person = taken(step.who, step.other);
  if (step.kind == Kind::takeFromInsi) {
    InsiIdentity found{person.ins(), person.traits, {}};
    if (step.how % 3 == 0) found.traits = patient.traits;
    if (step.how % 8 == 1) found.traits.birthDate = "1981-01-01";
    // What a document vouched for, strictly: name, first name, date, sex, place.
    const auto &a = patient.traits, &b = found.traits;
    const bool covered = a.birthName == b.birthName && a.firstBirthName == b.firstBirthName && a.birthDate == b.birthDate && a.sex == b.sex &&
                         a.birthPlaceCode == b.birthPlaceCode;
    house.act([&](UnitOfWork& work) { return service.takeFromInsi(work, caller, id, patient.version, found, ""); });
    model.takenFromInsi(id, person.matricule, covered);
  } else if (step.kind == Kind::verified) {
    const auto asked = step.how % 4 == 0 || !patient.ins ? person.ins() : *patient.ins;
    const bool ok = step.how / 4 % 2 == 0;
    house.act([&](UnitOfWork& work) { return service.verified(work, caller, id, {asked, patient.traits, ok, "call"}); });
    const auto& known = model.person(id);
    if (!ok && known.mergedInto.empty() && known.ins == asked.matricule()) model.lowered(id);
  } else if (step.kind == Kind::verifiedForeign) {
    const auto apart = house.read([&](Reader& reader) { return service.unverifiedIns(reader, id); });
    if (!apart) return;
    const bool ok = step.how % 2 == 0;
    const bool free = model.person(id).ins.empty() && !model.person(id).doubted();
    house.act([&](UnitOfWork& work) { return service.verifiedForeign(work, caller, id, {*apart, patient.traits, ok, "call"}); });
    if (ok && free && house.autoValidation) model.takenFromInsi(id, apart->matricule(), true);
  } else {
    house.act([&](UnitOfWork& work) { return service.keepApart(work, caller, id, patient.version, person.ins(), "datamatrix"); });
  }
}

void Play::merge(const Step& step) {
  const auto source = house.holder(numberOf(step.who)), target = house.holder(numberOf(step.other));
  if (source.empty() || target.empty()) return;
  house.merge(source, target);
  model.merged(source, target);
}

void Play::unmerge(const Step& step) {
  const auto rows =
      house.read([](Reader& reader) { return reader.query("SELECT id, source_id FROM patient_merge WHERE undone_at = '' ORDER BY id"); });
  if (rows.empty()) return;
  const auto& row = rows[step.other % rows.size()];
  house.unmerge(row[0].text());
  model.unmerged(row[1].text());
}

void Play::act(const Step& step) {
  noteOwners();
  lastRefusal.clear();
  house.store.clock.advance(std::chrono::minutes(1));
  try {
    switch (step.kind) {
      case Kind::patient:
        return hear(step);
      case Kind::numberChange:
        return changeNumber(step);
      case Kind::mergeMessage:
        return mergeMessage(step);
      case Kind::create:
        return create(step);
      case Kind::order:
        return order(step);
      case Kind::report:
        return report(step);
      case Kind::merge:
        return merge(step);
      case Kind::unmerge:
        return unmerge(step);
      case Kind::tell:
        return house.tell(step.how % 2 == 0);
      case Kind::send:
        for (unsigned i = 0; i <= step.how % 3; ++i) house.sendMessage();
        return;
      case Kind::feed:
        return house.feed();
      case Kind::renew:
        return house.renewAll();
      default:
        break;
    }
    const auto id = house.holder(numberOf(step.who));
    if (id.empty()) return;
    const auto patient = house.patient(id);
    const bool asksInsi =
        step.kind == Kind::takeFromInsi || step.kind == Kind::verified || step.kind == Kind::verifiedForeign || step.kind == Kind::keepApart;
    asksInsi ? insi(step, patient) : officer(step, patient);
  } catch (const Refusal& refusal) {
    ++refused;
    lastRefusal = refusal.code();
  }
}

}  // namespace clairis::test
