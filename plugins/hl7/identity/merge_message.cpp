// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/identity/merge_message.h"

#include <algorithm>
#include <utility>

#include "plugins/hl7/mapping/ins_mapping.h"
#include "plugins/hl7/mapping/local_ids.h"
#include "plugins/hl7/mapping/patient_mapping.h"
#include "plugins/hl7/message/fault.h"

namespace clairis::hl7 {
namespace {

struct Segments {
  const Segment* pid = nullptr;
  const Segment* mrg = nullptr;
};

std::vector<Segments> paired(const Message& message) {
  std::vector<Segments> pairs;
  const auto place = [&](const char* name) { return Location{name, static_cast<int>(pairs.size())}; };
  for (const auto& segment : message.segments()) {
    if (segment.name() == "PID") {
      if (!pairs.empty() && pairs.back().mrg == nullptr)
        throw Fault(Condition::segmentSequence, place("MRG"), "expected an MRG segment after each PID");
      if (pairs.size() == kMostPairs) throw Fault(Condition::cardinality, place("PID"), "too many patients in one message");
      pairs.push_back({&segment, nullptr});
    } else if (segment.name() == "MRG") {
      if (pairs.empty() || pairs.back().mrg != nullptr)
        throw Fault(Condition::segmentSequence, place("PID"), "expected a PID segment before each MRG");
      pairs.back().mrg = &segment;
    }
  }
  if (pairs.empty()) throw Fault(Condition::segmentSequence, {"PID", 1}, "expected a PID segment");
  if (pairs.back().mrg == nullptr) throw Fault(Condition::segmentSequence, place("MRG"), "expected an MRG segment after each PID");
  return pairs;
}

/// Names the right one of several PID and MRG.
template <class Read>
auto inPair(int sequence, Read&& read) {
  try {
    return read();
  } catch (const Fault& fault) {
    auto at = fault.location();
    at.sequence = sequence;
    throw Fault(fault.condition(), std::move(at), fault.what(), fault.rejected(), fault.applicationCode());
  }
}

PatientPair pairOf(const Message& message, const Segments& segments, int sequence, const Sender& sender, Environment environment) {
  PatientPair pair;
  pair.feed = inPair(sequence, [&] { return patientFeed(message, *segments.pid, sender, environment); });
  pair.statusSaid = !segments.pid->field(32).empty();
  if (segments.mrg->field(1).overfull()) throw Fault(Condition::cardinality, {"MRG", sequence, 1}, "too many repetitions");
  pair.former = localIdsOf(segments.mrg->field(1), sender);
  pair.formerIns = inPair(sequence, [&] { return formerInsOf(*segments.mrg, environment); });
  if (segments.mrg->field(1).empty()) missing({"MRG", sequence, 1}, "expected the identifier that was the patient's before");
  const auto& kept = pair.feed.patient.localIds;
  for (const auto& id : pair.former) {
    if (std::find(kept.begin(), kept.end(), id) != kept.end())
      badCode({"MRG", sequence, 1}, "this number stands in PID-3 too: which one disappears?");
  }
  return pair;
}

}  // namespace

std::vector<PatientPair> patientPairs(const Message& message, const Sender& sender, Environment environment) {
  std::vector<PatientPair> pairs;
  for (const auto& segments : paired(message)) {
    pairs.push_back(pairOf(message, segments, static_cast<int>(pairs.size()) + 1, sender, environment));
  }
  return pairs;
}

}  // namespace clairis::hl7
