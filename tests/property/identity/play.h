// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <random>
#include <string>
#include <vector>

#include "property/identity/model.h"
#include "property/identity/outlet_house.h"

namespace clairis::test {

/// One step of a story: what is done, by numbers that choose who, with what and how. The same steps always do the same.
struct Step {
  enum class Kind {
    patient,       ///< A28 or A31 of a believed or another partner
    numberChange,  ///< A47
    mergeMessage,  ///< A40
    create,        ///< by hand
    order,
    report,
    prove,
    withdrawProof,
    mark,
    downgrade,
    changeTraits,
    takeFromInsi,
    verified,
    verifiedForeign,
    keepApart,
    merge,
    unmerge,
    tell,
    send,
    feed,
    renew,
    count
  };
  Kind kind = Kind::patient;
  unsigned who = 0, other = 0, how = 0;
};

std::string describe(const Step& step);
std::string describe(const std::vector<Step>& steps);
/// How often each kind, of about a hundred.
using Weights = std::array<double, static_cast<std::size_t>(Step::Kind::count)>;
std::vector<Step> randomSteps(std::mt19937& random, std::size_t length, const Weights& weights);

/// A house and the model that says what may leave of it.
class Play {
public:
  /// In an empty house.
  Play(OutletHouse& where, bool autoValidation) : house(where) { house.clear(autoValidation); }

  /// Does it here and in the model. A refusal of the product changes neither.
  void act(const Step& step);

  OutletHouse& house;
  Model model;
  int refused = 0;
  std::string lastRefusal;  ///< code of what was refused of the last step by hand

private:
  void hear(const Step& step);
  void changeNumber(const Step& step);
  void mergeMessage(const Step& step);
  void create(const Step& step);
  void order(const Step& step);
  void report(const Step& step);
  void officer(const Step& step, const Patient& patient);
  void insi(const Step& step, const Patient& patient);
  void merge(const Step& step);
  void unmerge(const Step& step);
  /// What the message says of somebody, as he was before it (empty: nobody).
  void takenUp(const std::string& number, const Patient& before, Model::Said said, const Known& person);
  /// Whether the number came to its bearer by a merge, or was named as one that disappeared.
  bool away(const std::string& number, const std::string& bearer) const;
  Patient before(const char* number);
  void noteOwners();

  std::map<std::string, std::string> _owners;  ///< number → who bore it first
  std::set<std::string> _aliases;              ///< bearer and number
  int _messages = 0;
};

}  // namespace clairis::test
