// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Every byte string is one MLLP stream: framing, sets, parsing, mapping and answering must neither crash nor throw anything but Fault.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>

#include "plugins/hl7/acknowledgement/acknowledgement.h"
#include "plugins/hl7/client/ack.h"
#include "plugins/hl7/identity/merge_message.h"
#include "plugins/hl7/mapping/order_mapping.h"
#include "plugins/hl7/mapping/patient_mapping.h"
#include "plugins/hl7/message/fault.h"
#include "plugins/hl7/mllp/frame_reader.h"
#include "plugins/hl7/receiver/acceptance.h"
#include "plugins/hl7/scheduling/appointment_message.h"
#include "plugins/hl7/visit/visit_event.h"

using namespace clairis;
using namespace clairis::hl7;

namespace {

constexpr std::size_t kLimit = 1 << 16;

void answer(const Envelope& envelope, const Fault* fault) {
  const Verdict verdict{fault == nullptr ? "AA" : "AE", fault, {}};
  for (const auto& text : answers(envelope, verdict, {"1", "20260101000000+0000", Environment::test})) {
    // What we send must be readable by our own reader.
    if (Message::parse(text).find("MSA") == nullptr) std::abort();
    fromUtf8(text, envelope.delimiters.charset);
  }
}

void attempt(const std::function<void()>& step, const Envelope& envelope) {
  try {
    step();
    answer(envelope, nullptr);
  } catch (const Fault& fault) {
    answer(envelope, &fault);
  }
}

/// What the use cases are promised of a pair, of a stay and of an answer.
void promisesOfPairs(const Message& message, const Sender& sender) {
  const auto pairs = patientPairs(message, sender, Environment::test);
  if (pairs.empty() || pairs.size() > kMostPairs) std::abort();
  for (const auto& pair : pairs) {
    const auto& patient = pair.feed.patient;
    if (patient.localIds.empty() && !patient.ins) std::abort();
    if (patient.ins && (!pair.feed.validated || !patient.ins->fits(Environment::test))) std::abort();
    if (pair.formerIns && !pair.formerIns->fits(Environment::test)) std::abort();
    for (const auto& id : pair.former) {
      if (id.value.empty() || std::find(patient.localIds.begin(), patient.localIds.end(), id) != patient.localIds.end()) std::abort();
    }
  }
}

void promisesOfStay(const Message& message, const Sender& sender, const Zone& zone) {
  const auto event = visitEvent(message, sender, zone, Instant{});
  if (event && (event->visit.number.empty() || event->at.empty() || event->event.empty())) std::abort();
}

void answerOfReceiver(std::string_view bytes) {
  const auto ack = readAck(bytes, Charset::latin9);
  if (!ack) return;
  // An outcome of a delivery follows from any answer; nothing but AA and CA is a proof.
  const auto outcome = judged(*ack, bytes, 0);
  if (outcome.kind == Outcome::Kind::accepted && ack->code != "AA" && ack->code != "CA") std::abort();
}

void frame(const std::string& bytes) {
  answerOfReceiver(bytes);
  static const Zone zone("Europe/Paris");
  Sender sender;
  sender.name = "F";
  sender.station = StationSource::obr19;
  sender.trust = SenderTrust::sameDomain;
  for (const char* set : {"", "8859/15", "UNICODE UTF-8"}) {
    try {
      Charset used = Charset::ascii;
      const auto message = Message::parse(decodedText(withoutPreamble(bytes), set, sender, used), used);
      const auto envelope = envelopeOf(message);
      attempt([&] { acceptance(envelope, Environment::test); }, envelope);
      attempt([&] { patientFeed(message, sender, Environment::test); }, envelope);
      attempt([&] { orderRequests(message, sender, zone, {}); }, envelope);
      attempt([&] { promisesOfPairs(message, sender); }, envelope);
      attempt([&] { promisesOfStay(message, sender, zone); }, envelope);
      attempt([&] { appointmentRequest(message, sender, zone, {}); }, envelope);
    } catch (const Fault&) {
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  frame(std::string(bytes));
  FrameReader reader(kLimit);
  while (auto found = reader.next(bytes)) {
    if (found->bytes.size() > kLimit) std::abort();
    frame(found->bytes);
  }
  return 0;
}
