// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/radiation_dose.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>

#include "dicom/step_text.h"

namespace clairis::dicom {
namespace {

constexpr double kDecigrayPerGray = 10;

void add(std::string& text, const std::string& more) { text += (text.empty() ? "" : ", ") + more; }

}  // namespace

std::string doseText(DcmItem& dataset) {
  std::string text;
  if (const auto areaDose = numberOf(dataset, DCM_ImageAndFluoroscopyAreaDoseProduct); areaDose > 0) {
    add(text, fmt::format("PDS {:.4g} Gy.cm2", areaDose / kDecigrayPerGray));
  }
  double ctdi = numberOf(dataset, DCM_CTDIvol);
  eachItem(dataset, DCM_RETIRED_ExposureDoseSequence, [&](DcmItem& item) { ctdi = std::max(ctdi, numberOf(item, DCM_CTDIvol)); });
  if (ctdi > 0) add(text, fmt::format("IDSV {:.4g} mGy", ctdi));
  if (const auto entrance = numberOf(dataset, DCM_EntranceDoseInmGy); entrance > 0) add(text, fmt::format("dose à l'entrée {:.4g} mGy", entrance));
  if (const auto seconds = numberOf(dataset, DCM_RETIRED_TotalTimeOfFluoroscopy); seconds > 0) add(text, fmt::format("scopie {:.0f} s", seconds));
  if (const auto exposures = numberOf(dataset, DCM_RETIRED_TotalNumberOfExposures); exposures > 0) add(text, fmt::format("{:.0f} expositions", exposures));
  if (const auto comment = textOf(dataset, DCM_CommentsOnRadiationDose, 200); !comment.empty()) add(text, comment);
  return text;
}

}  // namespace clairis::dicom
