// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/idle_rule.h"
#include "core/plugin/sql.h"

namespace clairis::store {

std::vector<IdleRule> idleRules(Reader& reader);
/// Replaces the rule of that version, or adds it when `version` is 0: Conflict "idle_rule.version". Returns it as stored.
IdleRule saveIdleRule(UnitOfWork& work, IdleRule rule);
/// NotFound "idle_rule.unknown".
void removeIdleRule(UnitOfWork& work, std::string_view stationAe);

/// Open exams under the rule in this state that nothing happened to since `before`, oldest appointment first.
std::vector<std::string> idleExams(Reader& reader, const IdleRule& rule, ExamState state, Instant before, int limit);

}  // namespace clairis::store
