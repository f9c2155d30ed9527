// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/refusal.h"

#include <utility>

namespace clairis {

Refusal::Refusal(std::string code, const std::string& detail, std::string field)
    : std::runtime_error(detail), _code(std::move(code)), _field(std::move(field)) {}

// Out of line: exceptions keep one type identity across the host and its plugins.
Refusal::~Refusal() = default;
Conflict::~Conflict() = default;
NotFound::~NotFound() = default;
Forbidden::~Forbidden() = default;

}  // namespace clairis
