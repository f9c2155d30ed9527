// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_run.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "core/domain/refusal.h"
#include "dicom/find_status.h"
#include "dicom/profiled_query.h"
#include "dicom/worklist_answer.h"

namespace clairis::dicom {
namespace {

/// What a sink throws passes through; what the query or the source throws becomes a status.
class SinkFailed : public std::exception {};

class QueryRun {
public:
  QueryRun(const ConsoleProfile& profile, WorklistSource& source, AnswerSink& sink) : _profile(profile), _source(source), _sink(sink) {}

  WorklistOutcome run(DcmItem* identifier, std::string_view callingAe, std::string_view today) {
    try {
      if (identifier == nullptr) {
        end(kIdentifierMismatch, "identifier is not a readable data set");
      } else {
        answer(underProfile(readQuery(*identifier, callingAe), _profile, today));
      }
    } catch (const SinkFailed&) {
      std::rethrow_exception(_failure);
    } catch (const Refusal& refusal) {
      const bool ofRequest = refusal.code().rfind("worklist.identifier", 0) == 0 || refusal.code().rfind("worklist.key", 0) == 0;
      end(ofRequest ? kIdentifierMismatch : kUnableToProcess, ofRequest ? refusal.detail() : "refused: " + refusal.code());
    } catch (const std::exception&) {
      end(kUnableToProcess, "the worklist cannot be read now");
    }
    std::sort(_outcome.spelledOut.begin(), _outcome.spelledOut.end());
    return std::move(_outcome);
  }

private:
  void end(std::uint16_t status, std::string comment) {
    _outcome.status = status;
    _outcome.comment = std::move(comment);
  }

  void answer(const WorklistQuery& query) {
    const auto cursor = _source.find(query);
    const std::uint16_t pending = query.unsupportedKeys ? kPendingUnsupportedKeys : kPending;
    const bool explicitVr = _sink.explicitVr();
    WorklistEntry entry;
    std::string written;
    while (cursor->next(entry)) {
      if (guarded([&] { return _sink.cancelled(); })) return end(kCancelled, "");
      if (_outcome.answers == _profile.answerLimit) return cut();
      _spelled.clear();
      written.clear();
      writeAnswer(query, entry, _profile, explicitVr, written, &_spelled);
      guarded([&] { return _sink.answer(pending, written, entry), true; });
      keep(entry);
    }
  }

  template <class Act>
  bool guarded(Act&& act) {
    try {
      return act();
    } catch (...) {
      _failure = std::current_exception();
      throw SinkFailed();
    }
  }

  void cut() {
    _outcome.cut = true;
    if (!_profile.cutIsFailure) return;
    end(kOutOfResources, "more than " + std::to_string(_profile.answerLimit) + " matches: list is cut, narrow the query");
  }

  void keep(const WorklistEntry& entry) {
    ++_outcome.answers;
    if (_outcome.accessions.size() < kAccessionsKept) _outcome.accessions.push_back(entry.accessionNumber);
    for (const auto tag : _spelled) {
      auto& all = _outcome.spelledOut;
      if (std::find(all.begin(), all.end(), tag) == all.end()) all.push_back(tag);
    }
  }

  const ConsoleProfile& _profile;
  WorklistSource& _source;
  AnswerSink& _sink;
  WorklistOutcome _outcome;
  std::vector<std::uint32_t> _spelled;
  std::exception_ptr _failure;
};

}  // namespace

WorklistOutcome runQuery(DcmItem* identifier, std::string_view callingAe, const ConsoleProfile& profile, std::string_view today,
                         WorklistSource& source, AnswerSink& sink) {
  return QueryRun(profile, source, sink).run(identifier, callingAe, today);
}

std::string statusMeaning(std::uint16_t status) {
  const auto meaning = [status]() -> const char* {
    switch (status) {
      case kSuccess:
        return "success";
      case kCancelled:
        return "the console cancelled";
      case kOutOfResources:
        return "the list was cut at the answer limit";
      case kIdentifierMismatch:
        return "the query could not be read";
      default:
        return "the worklist could not answer";
    }
  };
  return fmt::format("0x{:04X}: {}", status, meaning());
}

}  // namespace clairis::dicom
