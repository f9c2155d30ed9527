// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "bench/worklist/client.h"

#include <dcmtk/dcmnet/dimse.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bench/worklist/question.h"

namespace clairis::bench {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int kTimeout = 120;  // seconds
constexpr std::size_t kWarmUp = 5;

void check(const OFCondition& condition) {
  if (condition.bad()) throw std::runtime_error(condition.text());
}

/// One association, as DCMTK's own tools open it: Nagle's algorithm stays on.
class Association {
public:
  Association(std::uint16_t port, const std::string& called) {
    check(ASC_initializeNetwork(NET_REQUESTOR, 0, kTimeout, &_network));
    T_ASC_Parameters* parameters = nullptr;
    check(ASC_createAssociationParameters(&parameters, 65536));
    ASC_setAPTitles(parameters, "CONSOLE", called.c_str(), nullptr);
    ASC_setPresentationAddresses(parameters, "localhost", ("127.0.0.1:" + std::to_string(port)).c_str());
    const char* explicitVr = UID_LittleEndianExplicitTransferSyntax;
    ASC_addPresentationContext(parameters, 1, UID_FINDModalityWorklistInformationModel, &explicitVr, 1);
    check(ASC_requestAssociation(_network, parameters, &_association));
  }
  ~Association() {
    if (_association != nullptr) {
      ASC_releaseAssociation(_association);
      ASC_destroyAssociation(&_association);
    }
    ASC_dropNetwork(&_network);
  }
  Association(const Association&) = delete;
  Association& operator=(const Association&) = delete;

  /// Calls `take` with each answer; the last status.
  template <class Take>
  Uint16 find(DcmDataset& identifier, Take take) {
    T_DIMSE_C_FindRQ request{};
    request.MessageID = _association->nextMsgID++;
    OFStandard::strlcpy(request.AffectedSOPClassUID, UID_FINDModalityWorklistInformationModel, sizeof request.AffectedSOPClassUID);
    request.DataSetType = DIMSE_DATASET_PRESENT;
    request.Priority = DIMSE_PRIORITY_MEDIUM;
    T_DIMSE_C_FindRSP response{};
    DcmDataset* detail = nullptr;
    int count = 0;
    const auto onAnswer = [](void* data, T_DIMSE_C_FindRQ*, int, T_DIMSE_C_FindRSP*, DcmDataset* answer) { (*static_cast<Take*>(data))(*answer); };
    const auto condition =
        DIMSE_findUser(_association, 1, &request, &identifier, count, onAnswer, &take, DIMSE_NONBLOCKING, kTimeout, &response, &detail);
    delete detail;  // NOLINT: DCMTK hands it over
    check(condition);
    return response.DimseStatus;
  }

private:
  T_ASC_Network* _network = nullptr;
  T_ASC_Association* _association = nullptr;
};

/// What one client measured.
struct Measured {
  std::vector<double> milliseconds;
  std::string failure;
};

class Client {
public:
  explicit Client(const Load& load) : _load(load), _identifier(question(load.question)) {}

  void run(Measured& measured, Steady::time_point until) {
    try {
      if (_load.keep) _association = std::make_unique<Association>(_load.port, _load.called);
      if (_load.seconds > 0.5) warmUp();
      const auto begun = Steady::now();
      for (std::size_t query = 0; query < _load.least || Steady::now() < until; ++query) {
        auto due = Steady::now();
        if (_load.pace > 0) {
          due = begun + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(static_cast<double>(query) / _load.pace));
          std::this_thread::sleep_until(due);
        }
        ask();
        measured.milliseconds.push_back(std::chrono::duration<double, std::milli>(Steady::now() - due).count());
      }
    } catch (const std::exception& error) {
      measured.failure = error.what();
    }
  }

private:
  void warmUp() {
    const auto begun = Steady::now();
    for (std::size_t query = 0; query < kWarmUp && Steady::now() - begun < std::chrono::milliseconds(200); ++query) ask();
  }

  void ask() {
    std::size_t answers = 0;
    const auto count = [&](DcmDataset&) { ++answers; };
    const auto status = _association ? _association->find(*_identifier, count) : Association(_load.port, _load.called).find(*_identifier, count);
    const bool cut = status == 0xA700 || status == STATUS_FIND_Cancel_MatchingTerminatedDueToCancelRequest;
    if ((status != 0 && !cut) || answers != _load.expected) {
      throw std::runtime_error("expected " + std::to_string(_load.expected) + " answers, found " + std::to_string(answers) + ", status " +
                               std::to_string(status));
    }
  }

  const Load& _load;
  std::unique_ptr<DcmDataset> _identifier;
  std::unique_ptr<Association> _association;
};

}  // namespace

bool measure(const Load& load) {
  std::vector<Measured> measured(static_cast<std::size_t>(load.clients));
  const auto begun = Steady::now();
  const auto until = begun + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(load.seconds));
  {
    std::vector<std::jthread> threads;
    for (auto& each : measured) threads.emplace_back([&load, &each, until] { Client(load).run(each, until); });
  }
  const double took = std::chrono::duration<double>(Steady::now() - begun).count();
  std::vector<double> all;
  for (const auto& each : measured) {
    if (!each.failure.empty()) {
      std::fprintf(stderr, "%s, %s: %s\n", load.called.c_str(), load.question.c_str(), each.failure.c_str());
      return false;
    }
    all.insert(all.end(), each.milliseconds.begin(), each.milliseconds.end());
  }
  std::sort(all.begin(), all.end());
  std::printf("{\"queries\":%zu,\"seconds\":%.3f,\"median\":%.4f,\"p99\":%.4f,\"per_second\":%.3f}\n", all.size(), took, all[all.size() / 2],
              all[std::min(all.size() - 1, all.size() * 99 / 100)], static_cast<double>(all.size()) / took);
  return true;
}

bool save(std::uint16_t port, const std::string& folder) {
  const auto identifier = question("everything");
  std::size_t number = 0;
  Association association(port, "CLAIRIS");
  const auto status = association.find(*identifier, [&](DcmDataset& answer) {
    DcmFileFormat file(&answer);
    char name[32];
    std::snprintf(name, sizeof name, "/%06zu.wl", number++);
    check(file.saveFile((folder + name).c_str(), EXS_LittleEndianExplicit));
  });
  std::printf("{\"files\":%zu}\n", number);
  return status == 0;
}

}  // namespace clairis::bench
