// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

class DcmItem;

namespace clairis::dicom {

/// The radiation dose of a performed step as a French report states it (arrêté du 22 septembre 2006: PDS, PDL, IDSV, temps de scopie …), from the Radiation
/// Dose module of PS3.3 C.4.16: area dose product (dGy·cm²), CTDIvol of each exposure (mGy, the largest), fluoroscopy time (s), exposures, entrance dose and the
/// device's own comment. Empty when it says nothing.
std::string doseText(DcmItem& dataset);

}  // namespace clairis::dicom
