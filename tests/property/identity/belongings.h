// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "property/identity/outlet_house.h"

namespace clairis::test {

/// Everything that belongs to patients, as the tables have it at one moment.
struct Belongings {
  using Ids = std::set<std::string>;
  struct Merge {
    std::string source, target;
    bool undone = false;
  };
  /// What is one patient's.
  struct Own {
    std::string identity;  ///< status, marks, INS and traits
    Ids orders, exams, documents;
    std::vector<std::string> numbers;  ///< in their order
  };

  static Belongings of(OutletHouse& house);
  Own own(const std::string& patientId) const;
  std::string survivor(std::string patientId) const;

  std::map<std::string, std::string> mergedInto, identities;    ///< by patient
  std::map<std::string, std::string> orders, exams, documents;  ///< id → patient
  std::map<std::string, std::string> orderOfExam, examOfDocument;
  std::map<std::string, std::vector<std::string>> numbers;  ///< patient → numbers
  std::map<std::string, int> bearers;                       ///< number → rows
  std::map<std::string, Merge> merges;
  std::map<std::string, int> holders;           ///< INS → living patients qualified with it
  std::map<std::string, Ids> rows;              ///< table → ids: nothing may ever be missing again
  std::map<std::string, int> told, trailed;     ///< history id → events, entries of the trail
  std::map<std::string, std::string> commands;  ///< history id → command
  std::map<std::string, int> actions;           ///< entries of the trail by action
  Ids collisions;                               ///< holders in open tasks
};

/// What cannot be, whatever was done; empty: all is whole.
std::string broken(const Belongings& now);
/// What cannot have happened in one step: something deleted, a merge or its undoing that moved too little or too much. `atMerge`: what a merge's
/// source had right before it; kept up to date.
std::string broken(const Belongings& before, const Belongings& after, std::map<std::string, Belongings::Own>& atMerge);

}  // namespace clairis::test
