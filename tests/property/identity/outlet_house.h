// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <set>

#include "core/delivery/outbound_message.h"
#include "core/http/route_table.h"
#include "core/work/performed_steps_service.h"
#include "integration/hl7/temporary_vault.h"
#include "plugins/hl7/announce/identity_reporter.h"
#include "plugins/hl7/client/channel.h"
#include "plugins/hl7/receiver/receiver.h"
#include "property/identity/people.h"
#include "tests/unit/dmp/scripted_channel.h"
#include "unit/hl7/scripted_receiver.h"
#include "unit/work/merge_house.h"

namespace clairis::test {

/// Bytes that left, or that anybody may fetch now.
struct Leaving {
  std::string outlet;
  std::string patientId;  ///< whose; empty: no patient's, so no number may be in it
  std::string bytes;
};

/// A practice with every outlet of core/domain/ins_outlets.h that is built: HL7 in and out (a receiver that answers), worklist, documents, DMP (with
/// answers from a script), REST. The same work goes on here as in the program, one step after the other: events are told when tell() is called.
class OutletHouse : public MergeHouse {
public:
  OutletHouse();

  /// Forgets all patients and what was done with them; sites and people stay. Making a house takes longer than most stories.
  void clear(bool validatesItself);
  /// A partner's message; MSA-1.
  std::string receive(const std::string& message);
  /// Tells the reporter what happened since; what it wants said is stored, and prepared when `prepares`.
  void tell(bool prepares);
  /// Asks for a message about the exam's order.
  void tellStatus(const Exam& exam);
  /// Sends the oldest message that waits; what the receiver took is in `left`.
  bool sendMessage();
  /// Tries to feed the DMP with every document in force, as the queue does: planned, prepared once, held by the guard.
  void feed();
  /// New renditions of everybody (SR-01).
  void renewAll();

  std::vector<std::string> patients();
  std::string holder(const char* number);
  /// What can be fetched of everything that is stored now: documents in force, the worklist.
  std::vector<Leaving> fetched();
  /// What every route that reads shows to somebody without ins.read.
  std::vector<Leaving> screens();
  /// What left since it was asked last.
  std::vector<Leaving> left() { return std::exchange(_left, {}); }
  bool autoValidation = false;  ///< RIS.INS.21

  /// What is kept about the work, where no number belongs.
  Leaving kept();

private:
  class Queue final : public Deliveries {
  public:
    void addChannel(std::shared_ptr<DeliveryChannel>) override {}
    std::string enqueue(UnitOfWork& work, const OutboundMessage& message) override { return storeMessage(work, message); }
  };

  void addRoutes();
  void emptyOneByOne();
  void prepareMessages();
  void documents(std::vector<Leaving>& all);
  void worklist(std::vector<Leaving>& all);
  const std::string& textOf(const std::string& documentId, const std::string& cda, const std::string& pdf);
  void feedOne(const DocumentView& document);

  dmp::test::RecordedLog _log;
  TemporaryVault _vault;
  work::PerformedStepsService _steps;
  std::unique_ptr<hl7::Receiver> _receiver;
  std::mutex _mutex;
  std::vector<std::string> _heard;
  hl7::test::ScriptedReceiver _partner;
  std::unique_ptr<hl7::Hl7Channel> _channel;
  std::unique_ptr<hl7::IdentityReporter> _reporter;
  Queue _queue;
  std::set<std::string> _told;                      ///< events
  std::map<std::string, DeliveryTask> _messages;    ///< prepared, by delivery
  std::map<std::string, std::string> _submissions;  ///< prepared, by document
  std::set<std::string> _fed;
  std::map<std::string, std::string> _texts;  ///< by document: all that its bytes say
  dmp::test::ScriptedChannel _dmp;
  RouteTable _table;
  std::vector<Leaving> _left;
  int _statuses = 0;
  std::vector<std::string> _emptied;  ///< tables, in an order that their references allow
};

}  // namespace clairis::test
