// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/report.h"

#include <array>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

using S = ReportState;
using C = ReportCommand;

struct Row {
  S from;
  C command;
  S to;
};

constexpr std::array kTable{
    Row{S::draft, C::edit, S::draft},
    Row{S::draft, C::makeProvisional, S::provisional},
    Row{S::draft, C::validate, S::validated},
    Row{S::provisional, C::edit, S::provisional},
    Row{S::provisional, C::validate, S::validated},
    Row{S::validated, C::withdraw, S::withdrawn},
};

}  // namespace

std::optional<ReportState> next(ReportState state, ReportCommand command) noexcept {
  for (const auto& row : kTable) {
    if (row.from == state && row.command == command) return row.to;
  }
  return std::nullopt;
}

std::string_view toText(ReportState state) noexcept {
  switch (state) {
    case S::draft: return "draft";
    case S::provisional: return "provisional";
    case S::validated: return "validated";
    case S::withdrawn: return "withdrawn";
  }
  return "draft";
}

ReportState reportStateFrom(std::string_view text) {
  for (const auto state : {S::draft, S::provisional, S::validated, S::withdrawn}) {
    if (text == toText(state)) return state;
  }
  throw Refusal("report_state.unknown", "expected draft, provisional, validated or withdrawn, found \"" + std::string(text.substr(0, 32)) + "\"");
}

std::string_view toText(ReportCommand command) noexcept {
  switch (command) {
    case C::edit: return "edit";
    case C::makeProvisional: return "make provisional";
    case C::validate: return "validate";
    case C::withdraw: return "withdraw";
  }
  return "edit";
}

}  // namespace clairis
