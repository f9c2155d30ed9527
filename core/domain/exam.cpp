// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/exam.h"

#include <algorithm>
#include <array>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

using S = ExamState;
using C = ExamCommand;

struct Row {
  S from;
  C command;
  S to;
};

// Every transition that exists; whatever is not here is refused.
constexpr std::array kTable{
    Row{S::scheduled, C::arrive, S::arrived},      Row{S::scheduled, C::makeReady, S::ready},
    Row{S::scheduled, C::start, S::started},       Row{S::scheduled, C::complete, S::completed},
    Row{S::scheduled, C::cancel, S::cancelled},    Row{S::scheduled, C::reschedule, S::scheduled},
    Row{S::arrived, C::makeReady, S::ready},       Row{S::arrived, C::start, S::started},
    Row{S::arrived, C::complete, S::completed},    Row{S::arrived, C::cancel, S::cancelled},
    Row{S::arrived, C::reschedule, S::scheduled},  Row{S::ready, C::start, S::started},
    Row{S::ready, C::complete, S::completed},      Row{S::ready, C::cancel, S::cancelled},
    Row{S::ready, C::reschedule, S::scheduled},    Row{S::started, C::complete, S::completed},
    Row{S::started, C::discontinue, S::discontinued},
    // The patient comes back, or the device tries again.
    Row{S::discontinued, C::start, S::started},    Row{S::discontinued, C::complete, S::completed},
};

constexpr std::array kStates{S::scheduled, S::arrived, S::ready, S::started, S::completed, S::discontinued, S::cancelled};

}  // namespace

std::optional<ExamState> next(ExamState state, ExamCommand command) noexcept {
  for (const auto& row : kTable) {
    if (row.from == state && row.command == command) return row.to;
  }
  return std::nullopt;
}

std::string_view toText(ExamState state) noexcept {
  switch (state) {
    case S::scheduled: return "scheduled";
    case S::arrived: return "arrived";
    case S::ready: return "ready";
    case S::started: return "started";
    case S::completed: return "completed";
    case S::discontinued: return "discontinued";
    case S::cancelled: return "cancelled";
  }
  return "scheduled";
}

ExamState examStateFrom(std::string_view text) {
  for (const auto state : kStates) {
    if (text == toText(state)) return state;
  }
  throw Refusal("exam_state.unknown", "expected scheduled, arrived, ready, started, completed, discontinued or cancelled, found \"" +
                                          std::string(text.substr(0, 32)) + "\"");
}

std::string_view toText(ExamCommand command) noexcept {
  switch (command) {
    case C::arrive: return "arrive";
    case C::makeReady: return "make ready";
    case C::start: return "start";
    case C::complete: return "complete";
    case C::discontinue: return "discontinue";
    case C::cancel: return "cancel";
    case C::reschedule: return "reschedule";
  }
  return "start";
}

void replaceProcedure(Exam& exam, const Code& procedure) {
  if (exam.procedure == procedure) return;
  exam.procedure = procedure;
  exam.step.stepDescription.clear();
  exam.step.procedureScheme.clear();
  exam.step.protocol = {};
}

bool onWorklist(const Exam& exam) noexcept {
  const bool open = exam.state == S::scheduled || exam.state == S::arrived || exam.state == S::ready || exam.state == S::started;
  return open && exam.worklistClosedAt.empty();
}

bool irradiating(std::string_view modality) noexcept {
  constexpr std::array<std::string_view, 12> kModalities{"CR", "CT", "DX", "MG", "XA", "RF", "NM", "PT", "PX", "IO", "BMD", "RG"};
  return std::find(kModalities.begin(), kModalities.end(), modality) != kModalities.end();
}

}  // namespace clairis
