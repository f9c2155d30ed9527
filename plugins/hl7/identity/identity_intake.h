// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/plugin/clinic.h"
#include "core/plugin/identities.h"
#include "plugins/hl7/identity/merge_message.h"

namespace clairis::hl7 {

/// Merges, changed numbers and moved accounts of partners (PAM-FR ITI-30), on the use cases of core. Each runs in the unit of work of its message,
/// so that all pairs happen or none. Words for the answer and the task for the identity officer are left in `IdentityEffect`.
///
/// **A40** (SR-01, SR-04)
/// | PID-3     | MRG-1     | what happens                                                                                                 |
/// |-----------|-----------|--------------------------------------------------------------------------------------------------------------|
/// | known     | known     | merged by service merges/1. PID tells no traits: HL7 leaves those to A31                                     |
/// | known     | unknown   | the number is an alias: it answers for the patient of PID-3 from now on                                      |
/// | unknown   | known     | the patient gets the number of PID-3; PID is taken as by A31 when PID-32 is filled                           |
/// | unknown   | unknown   | PID is taken as by A28, MRG-1 is an alias                                                                    |
/// | the same patient      | noted, once, that the number of MRG-1 is one that was merged away                                             |
/// | two patients in PID-3 | AE 207: the identity officer decides                                                                         |
/// An INS beside the number in MRG-1 is kept as a former number of the survivor; qualified for a third patient here, it is a task duplicate.
/// What a partner says later under a number of MRG-1 lowers nobody (core/work/partner_word.h): an order finds its patient by it, and that is all.
/// An obstacle of merges/1 (two different qualified INS …) is AE 207 with its code: nothing of the whole message was done, and a task
/// partner_refused says so here. AE and not AR, since repeating cannot help. A partner that is not believed merges nobody: AA, and a task duplicate
/// for a person when both are known.
///
/// **A47**: the patient of PID-3, else of MRG-1 (a number of a structure; for a believed partner also the INS). Nobody: AA, nothing changed. PID is
/// taken as by A31 with what A47 adds: another INS, `""` takes every INS away, PID-32 gives the status. An MRG-1 that was never his is only kept as a
/// former number. Two patients: AE 207, since that would be a merge.
///
/// **A44**: nothing here to move when the patient of MRG-1 has no order: AA. Otherwise AE 207 and a task: exams change their patient by a person's
/// hand (SR-05).
struct IdentityEffect {
  std::string remark;    ///< for the answer; empty: nothing to say
  std::string targetId;  ///< patients of the pair under work, for the task of an obstacle
  std::string sourceId;
};

class IdentityIntake {
public:
  IdentityIntake(Clinic& clinic, Identities& identities, PatientMerges& merges) : _clinic(clinic), _identities(identities), _merges(merges) {}

  void merge(UnitOfWork& work, const Caller& caller, const PatientPair& pair, IdentityEffect& effect) const;
  void changeNumber(UnitOfWork& work, const Caller& caller, PatientPair pair, IdentityEffect& effect) const;
  void moveAccount(UnitOfWork& work, const Caller& caller, const PatientPair& pair, IdentityEffect& effect) const;

private:
  std::string targetOf(UnitOfWork& work, const Caller& caller, const PatientPair& pair, IdentityEffect& effect) const;
  void keepFormerIns(UnitOfWork& work, const Caller& caller, const std::string& target, const PatientPair& pair) const;
  void openDuplicate(UnitOfWork& work, const Caller& caller, const std::string& target, const std::string& source) const;
  void propose(UnitOfWork& work, const Caller& caller, const PatientPair& pair, IdentityEffect& effect) const;

  Clinic& _clinic;
  Identities& _identities;
  PatientMerges& _merges;
};

}  // namespace clairis::hl7
