// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "core/plugin/identities.h"
#include "core/plugin/plugin.h"

namespace clairis::identity::datamatrix {

/// Identity taken from the INS datamatrix of a document (collection mode CB). Permission insi.call, every scan in the trail.
///   POST /api/v1/identities/scan              what the symbol says, beside the stored patient or with those who may be the person
///   POST /api/v1/identities/{id}/scan/accept  an operator says that it is this patient
///
/// What accepting does. A document that carries a qualified identity was made by a structure that fetched and checked it; but a symbol proves
/// neither: anybody prints one, and each structure must fetch the INS itself (RNIV; the sources disagree on whether CB counts as INSi). So by
/// default the number is kept apart, where no outlet looks, and INSi is asked (event patient.ins_to_verify): the status rises by INSi's word and a
/// person's. With identity.datamatrix.trusted = true the scan counts as INSi's answer: traits filled, recovered or qualified.
struct ScanParts {
  Store& store;
  Clinic& clinic;
  Identities& identities;
  PatientMerges& merges;
  Environment environment = Environment::test;
  bool trusted = false;
};

std::vector<OptionSpec> optionSpecs();
void addScanRoutes(Routes& routes, const ScanParts& parts);
/// With the services and options of the host, which outlives the routes.
void addScanRoutes(Host& host);

}  // namespace clairis::identity::datamatrix
