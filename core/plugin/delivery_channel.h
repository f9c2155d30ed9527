// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/people.h"
#include "core/domain/report.h"
#include "core/time/instant.h"

namespace clairis {

/// What a delivery does at its receiver.
enum class DeliveryPurpose {
  document,    ///< brings the document; a version that replaces another says so itself
  visibility,  ///< the same document, shown from now on to whom it was hidden from (SR-21); nothing else is sent again
  removal      ///< takes the document back (SR-05, SR-06)
};
std::string_view toText(DeliveryPurpose purpose) noexcept;
DeliveryPurpose deliveryPurposeFrom(std::string_view text);

/// A stored rendition as channels see it.
struct DocumentView {
  DeliveryPurpose purpose = DeliveryPurpose::document;
  std::string documentId;
  std::string reportId;
  std::string patientId;
  std::string uniqueId;                 ///< CDA ClinicalDocument/id, OID
  std::string setId;
  int versionNumber = 1;
  std::string replacesUniqueId;         ///< empty for a first version
  std::optional<Ins> ins;               ///< INS inside these bytes
  std::string structureId;              ///< Struct_IdNat of the exam's site (SR-32)
  std::string siteName;
  Code practiceSetting;
  Code facilityType;
  std::string patientClass;             ///< HL7 PV1-2
  Practitioner validator;
  std::string authentication;           ///< SAML class of the session in which he validated (SR-33)
  Instant authenticatedAt{};
  Instant validatedAt{};
  ReportSharing sharing;                ///< what holds now: presentSharing()
  std::string withdrawalCause;          ///< removal: why, a word of WithdrawalCause
  bool dmpOpposition = false;           ///< patient opposes feeding, as known at validation
  std::shared_ptr<const std::string> cda;   ///< empty while planning
  std::shared_ptr<const std::string> pdf;   ///< empty while planning
};

/// What leaves without being a document: the status of an order, later the correction of an identity. As channels see it.
struct MessageView {
  std::string messageId;
  std::string kind;                     ///< "order.status": what the channel builds from `data`
  std::string subject;                  ///< id of the aggregate it speaks of
  std::string siteId;
  std::string data;                     ///< JSON object of ids and codes, never traits
  Instant createdAt{};
};

/// A message to send, as a use case or a subscriber asks for it (Deliveries::enqueue).
struct OutboundMessage {
  std::string channel;                  ///< "hl7"
  std::string destination;
  std::string kind;
  std::string subject;
  std::string siteId;
  std::string data = "{}";
  std::string orderingKey;              ///< messages of one key leave in order; empty: in any order
  bool newestIsEnough = false;          ///< states a whole state: what has not left yet of the same key is superseded
  std::string pauseKey;                 ///< what a breaker and a pause hold together; empty: the destination
  std::string onceKey;                  ///< what causes it, e.g. the event's id: the same key in the same channel and destination is one message
};

/// One delivery that must exist for a document, from a channel's pure planning.
struct PlannedDelivery {
  std::string destination;              ///< receiver inside the channel; "" when the channel has only one
  std::string state = "queued";         ///< queued, held or final
  std::string reason;                   ///< stable code for held/final, e.g. "identity.not_qualified"
};

/// One try: of a document, or of a message.
struct DeliveryTask {
  std::string deliveryId;
  std::string destination;
  int attempt = 1;
  DocumentView document;                ///< empty when `message` is there
  std::string prepared;                 ///< what prepare() returned, stored before the first byte leaves
  std::optional<MessageView> message;
};

/// The answer of a channel (architecture §3, SR-30).
struct Outcome {
  enum class Kind { accepted, retry, later, unknown, fix, final, paused };
  Kind kind = Kind::retry;
  std::string code;                     ///< stable, e.g. "dmp.closed", "network.timeout"
  std::string message;                  ///< the receiver's own words, shown to the user unchanged
  std::string proof;                    ///< accepted: acknowledgement as received, without attachments
  std::string insOf;                    ///< accepted message: the patient whose INS was in it, empty: none was; of a document the core knows
  std::optional<Instant> notBefore;     ///< later: when to test again
  std::optional<Instant> until;         ///< later: when it becomes final
  std::string pauseKey;                 ///< paused: what is paused, e.g. the structure id
};

/// Sends documents or messages to one kind of receiver. The core owns backoff with jitter, breaker, leases, dead letters and resend; a channel
/// has no loop of its own. prepare, send and probe run on worker threads, several at a time: they must be thread-safe.
class DeliveryChannel {
public:
  virtual ~DeliveryChannel();
  virtual std::string name() const = 0;          ///< "dmp"
  virtual int workers() const { return 2; }      ///< concurrent sends
  /// Which deliveries this document needs for its purpose. Pure: no I/O, called while validating, announcing or withdrawing and never inside a
  /// transaction. For visibility and removal the core keeps only the destinations where the document left, or may have left.
  virtual std::vector<PlannedDelivery> plan(const DocumentView& document) const = 0;
  /// Everything that must stay the same over all tries (submission set, signature): opaque bytes.
  virtual std::string prepare(const DeliveryTask& task) = 0;
  virtual Outcome send(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) = 0;
  /// Asks the receiver whether an earlier try arrived. Nothing when the channel cannot ask: a person decides then.
  virtual bool canProbe() const { return false; }
  virtual Outcome probe(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop);
};

}  // namespace clairis
