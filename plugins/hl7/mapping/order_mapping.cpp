// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/order_mapping.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/mapping/observations.h"
#include "plugins/hl7/mapping/patient_mapping.h"
#include "plugins/hl7/mapping/preparation_mapping.h"
#include "plugins/hl7/mapping/visit_number.h"

namespace clairis::hl7 {
namespace {

constexpr std::size_t kPlacerNumberLimit = 199;
constexpr std::size_t kReasonLimit = 16384;

/// Reads one group; `has*` keeps the segment's place in the message for ERR-2.
class GroupReader {
public:
  GroupReader(const Message& message, const OrderGroup& group, const Sender& sender, const Zone& zone, const ModalityTable& modalities)
      : _message(message), _group(group), _sender(sender), _zone(zone), _modalities(modalities) {}

  OrderRequest read() const {
    OrderRequest request;
    request.control = control();
    if (_group.obr == nullptr && request.control != OrderControl::cancel) {
      throw Fault(Condition::segmentSequence, {"OBR", _group.sequence}, "expected an OBR under the ORC");
    }
    refuseDeletes();
    readPlacer(request.order);
    request.filler = filler();
    request.order.sender = _sender.name;
    if (request.control == OrderControl::cancel) {
      request.cancelReason = wordsOf(_group.orc->field(16).first());
    } else {
      readWanted(request.order);
    }
    return request;
  }

private:
  Location orc(int field, int component = 0) const { return {"ORC", _group.sequence, field, 0, component}; }
  Location obr(int field, int component = 0) const { return {"OBR", _group.sequence, field, 0, component}; }
  std::string obrText(std::size_t field, std::size_t component = 1) const {
    return _group.obr == nullptr ? std::string() : _group.obr->field(field).value(component);
  }

  OrderControl control() const {
    const auto code = _group.orc->field(1).value();
    if (code == "NW") return OrderControl::place;
    if (code == "XO") return OrderControl::change;
    if (code == "CA") return OrderControl::cancel;
    if (code.empty()) missing(orc(1), "expected an order control code");
    badCode(orc(1), "expected NW, XO or CA; other order control codes are not for this receiver");
  }

  void refuseDeletes() const {
    const auto refuse = [](Location at) {
      badCode(std::move(at), "an order's value can be replaced, not deleted: send the new value, or cancel the order");
    };
    for (const int field : {2, 9, 12}) {
      if (_group.orc->field(static_cast<std::size_t>(field)).deletes()) refuse(orc(field));
    }
    if (_group.obr == nullptr) return;
    for (const int field : {2, 4, 13, 16, 18, 24, 27, 31, 36}) {
      if (_group.obr->field(static_cast<std::size_t>(field)).deletes()) refuse(obr(field));
    }
  }

  void readPlacer(NewOrder& order) const {
    const auto own = _group.orc->field(2).first();
    const auto other = _group.obr == nullptr ? Repetition() : _group.obr->field(2).first();
    if (!own.value(1).empty() && !other.value(1).empty() && own.value(1) != other.value(1)) {
      badCode(obr(2), "the placer order number differs from ORC-2: which order is meant?");
    }
    const auto& placer = own.value(1).empty() ? other : own;
    order.placerNumber = placer.value(1);
    if (order.placerNumber.empty()) missing(orc(2), "expected the placer order number");
    if (order.placerNumber.size() > kPlacerNumberLimit) badType(orc(2, 1), "expected a placer order number of at most 199 characters");
    const auto authority = authorityOf(placer.value(2), placer.value(3));
    // Numbers of two senders without a declared authority must not meet.
    order.placerAuthority = authority.name.empty() ? _sender.name : authority.name;
    order.placerAuthorityOid = authority.oid;
  }

  /// Our own number, when the placer repeats it.
  std::string filler() const {
    auto number = _group.orc->field(3).value();
    return number.empty() ? obrText(3) : number;
  }

  void readWanted(NewOrder& order) const {
    const auto seen = observed(_group);
    readCodes(order);
    order.modality = modality(order, seen);
    order.region = seen.region;
    order.laterality = laterality(seen);
    order.requester = requester();
    order.accessionNumber = accession();
    order.stationAe = station();
    order.requestedAt = requestedAt();
    order.scheduledAt = scheduledAt();
    order.priority = priority();
    order.patientClass = patientClass(_message);
    const auto visit = visitNumberOf(_message, _sender);
    order.visitNumber = visit.number;
    order.visitAuthority = visit.authority;
    order.reason = reason(seen);
    order.preparation = preparationOf(_message, _group);
  }

  void readCodes(NewOrder& order) const {
    const auto service = _group.obr->field(4).first();
    for (const std::size_t first : {1, 4}) {
      auto code = codeOf(service, first);
      if (code.empty() && code.display.empty()) continue;
      if (code.system == kCcamOid) {
        order.ccam = std::move(code);
      } else if (order.procedure.empty() || (code.system == kLoincOid && order.procedure.system != kLoincOid)) {
        order.procedure = std::move(code);
      }
    }
    if (auto code = codeOf(_group.obr->field(44).first(), 1); order.ccam.empty() && code.system == kCcamOid) order.ccam = std::move(code);
    if (order.procedure.empty() && order.procedure.display.empty()) order.procedure = order.ccam;
    if (order.procedure.empty() && order.procedure.display.empty()) missing(obr(4), "expected the procedure: a code, its words, or both");
  }

  std::string modality(const NewOrder& order, const Observed& seen) const {
    if (!seen.modality.empty()) {
      auto code = modalityFromSection(seen.modality);
      if (code.empty()) badCode({"OBX", 0, 5}, "expected a DICOM modality for MODALITE_IMAGERIE");
      return code;
    }
    if (auto code = modalityFromSection(obrText(24)); !code.empty()) return code;
    auto code = modalityOfProcedure(order.procedure, order.ccam, _modalities);
    if (code.empty())
      missing(obr(24), "no modality: expected a DICOM code such as CT, MR, US; or declare the procedure's with option hl7.modality.<code>");
    return code;
  }

  std::string laterality(const Observed& seen) const {
    auto side = seen.laterality;
    const auto add = [&](const std::string& code, int field) {
      const auto other = lateralityFrom(code);
      if (other.empty()) return;
      // A wrong side is a wrong exam: nobody guesses.
      if (!side.empty() && side != other) badCode(obr(field), "two different sides in one order");
      side = other;
    };
    add(obrText(15, 5), 15);
    for (const auto& modifier : _group.obr->field(46).repetitions()) {
      if (const auto other = lateralityFrom(modifier.value(1)); !other.empty()) add(modifier.value(1), 46);
    }
    return side;
  }

  Practitioner requester() const {
    auto person = practitionerOf(_group.orc->field(12), orc(12));
    if (!person) person = practitionerOf(_group.obr->field(16), obr(16));
    if (!person) return {};
    person->mssAddress = mssAddress(_group.orc->field(14));
    if (person->mssAddress.empty()) person->mssAddress = mssAddress(_group.obr->field(17));
    return *person;
  }

  /// A secure mail address among the call-back numbers.
  static std::string mssAddress(const Field& field) {
    for (const auto& xtn : field.repetitions()) {
      const auto address = xtn.value(4);
      const auto at = address.find('@');
      if (at != std::string::npos && at > 0 && address.size() < 255 && address.ends_with("mssante.fr") && address.find(' ') == std::string::npos)
        return address;
    }
    return {};
  }

  std::string accession() const {
    if (_sender.accession == AccessionSource::assigned) return {};
    const int field = _sender.accession == AccessionSource::obr18 ? 18 : 3;
    const auto text = obrText(static_cast<std::size_t>(field));
    if (text.empty()) return {};
    try {
      return AccessionNumber::parse(text).text();
    } catch (const Refusal& refusal) {
      throw Fault(Condition::dataType, obr(field), refusal.detail(), false, refusal.code());
    }
  }

  std::string station() const {
    const auto source = _sender.station;
    const int field = source == StationSource::obr19 ? 19 : source == StationSource::obr20 ? 20 : source == StationSource::obr21 ? 21 : 0;
    return field == 0 ? std::string() : aeTitleOf(obrText(static_cast<std::size_t>(field)), obr(field));
  }

  std::optional<Instant> requestedAt() const {
    if (auto at = instantOf(_group.orc->field(9).value(), _zone, orc(9))) return at;
    return instantOf(_message.header().field(7).value(), _zone, {"MSH", 1, 7});
  }

  std::optional<Instant> scheduledAt() const {
    if (auto at = instantOf(obrText(36), _zone, obr(36))) return at;
    if (_group.timing != nullptr) {
      if (auto at = instantOf(_group.timing->field(7).value(), _zone, {"TQ1", _group.sequence, 7})) return at;
    }
    if (auto at = instantOf(obrText(27, 4), _zone, obr(27, 4))) return at;
    return instantOf(_group.orc->field(7).value(4), _zone, orc(7, 4));
  }

  /// HL7 table 0485 (and 0027) in the three letters of an order; later ones of the table fall on the nearest.
  std::string priority() const {
    const auto candidates = {
        std::pair(_group.timing == nullptr ? std::string() : _group.timing->field(9).value(), Location{"TQ1", _group.sequence, 9}),
        std::pair(obrText(27, 6), obr(27, 6)), std::pair(_group.orc->field(7).value(6), orc(7, 6)), std::pair(obrText(5), obr(5))};
    for (const auto& [code, at] : candidates) {
      if (code.empty()) continue;
      if (code == "R" || code == "S" || code == "A") return code;
      if (code == "T") return "S";
      if (code == "P" || code == "C") return "A";
      badCode(at, "expected a priority of table 0485: S, A, R, P, C or T");
    }
    return {};  // not sent: the intake decides (routine for a new order, unchanged for a change)
  }

  std::string reason(const Observed& seen) const {
    std::vector<std::string> lines;
    const auto add = [&](std::string line) {
      if (!line.empty() && std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
    };
    for (const auto& study : _group.obr->field(31).repetitions()) add(wordsOf(study));
    add(Text(_group.obr->field(13).raw(), _message.delimiters()).value());
    for (const auto* comment : _group.comments) {
      for (const auto& text : comment->field(3).repetitions()) add(text.whole().value());
    }
    for (const auto& remark : seen.remarks) add(remark);
    std::string all;
    for (const auto& line : lines) all += (all.empty() ? "" : "\n") + line;
    if (all.size() > kReasonLimit) badType(obr(31), "the clinical information is longer than Clairis keeps (16 kB)");
    return all;
  }

  const Message& _message;
  const OrderGroup& _group;
  const Sender& _sender;
  const Zone& _zone;
  const ModalityTable& _modalities;
};

}  // namespace

std::vector<OrderRequest> orderRequests(const Message& message, const Sender& sender, const Zone& zone, const ModalityTable& modalities) {
  std::vector<OrderRequest> requests;
  for (const auto& group : orderGroups(message)) requests.push_back(GroupReader(message, group, sender, zone, modalities).read());
  return requests;
}

}  // namespace clairis::hl7
