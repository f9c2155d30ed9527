// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/report_desk.h"
#include "reports/report_value.h"

namespace clairis::reporting {

/// A stored case as the value that the `reports` library renders: codes get their systems and French words, the INS passes its
/// guard (SR-02), orders without a number of the requester get ours (DB/RIS.03).
reports::ReportValue reportValueOf(const ReportCase& value, Environment environment, const Oid& oidRoot);

}  // namespace clairis::reporting
