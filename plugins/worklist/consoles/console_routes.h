// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/plugin/plugin.h"
#include "dicom/worklist_source.h"
#include "plugins/worklist/consoles/console_registry.h"

namespace clairis::worklist {

/// What the operations on consoles act with.
struct ConsoleContext {
  Host& host;
  std::shared_ptr<ConsoleRegistry> registry;
  std::shared_ptr<dicom::WorklistSource> source;
};

/// GET /api/v1/consoles, GET PUT DELETE /api/v1/consoles/{ae}.
void addConsoleRoutes(const ConsoleContext& context);
/// Recorded queries, their replay, previews and explanations.
void addQueryRoutes(const ConsoleContext& context);

}  // namespace clairis::worklist
