// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/plugin.h"

namespace clairis::reporting {

/// exams/{id}/reports, reports/{id} and its documents.
void addReportRoutes(Host& host);

}  // namespace clairis::reporting
