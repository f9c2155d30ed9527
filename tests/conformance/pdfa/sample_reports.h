// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "reports/report_value.h"

namespace clairis::reports::samples {

struct Sample {
  std::string name;
  ReportValue value;
};

/// Varied reports: ordinary, hostile, and one line longer each.
std::vector<Sample> all();

}  // namespace clairis::reports::samples
