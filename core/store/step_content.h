// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/domain/performed_step.h"

namespace clairis::store {

/// What a step says beside its columns, as the JSON of column performed_step.content.
std::string contentOf(const PerformedStep& step);
void readContent(const std::string& json, PerformedStep& step);

}  // namespace clairis::store
