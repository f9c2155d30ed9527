// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration/entry_mapping.h"

#include <algorithm>
#include <charconv>

#include "core/domain/refusal.h"
#include "core/time/zone.h"
#include "plugins/worklist/migration/entry_texts.h"

namespace clairis::worklist {
namespace {

using dicom::WorklistRecord;

constexpr std::size_t kShort = 16, kLong = 64;

[[noreturn]] void refuse(const char* code, const char* field, const char* expected) { throw Refusal(code, expected, field); }

bool clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F' || c == '\\'; });
}

const std::string& idAtMost(const std::string& text, std::size_t most, const char* field) {
  if (text.size() > most || !clean(text)) {
    throw Refusal("worklist.entry.id", "expected at most " + std::to_string(most) + " characters, no control character and no backslash", field);
  }
  return text;
}

class Mapping {
public:
  Mapping(const WorklistRecord& record, const ImportSettings& settings) : _record(record), _settings(settings) {}

  MappedEntry map() {
    if (_record.steps != 1) refuse("worklist.entry.steps", "(0040,0100)", "expected exactly one Scheduled Procedure Step item");
    patient();
    ins();
    exam();
    start();
    procedure();
    order();
    preparation();
    return std::move(_entry);
  }

private:
  void note(const char* field, const char* why) { _entry.notes.push_back(std::string(field) + ": " + why); }

  void patient() {
    auto& feed = _entry.feed;
    feed.trust = SenderTrust::other;
    feed.sender = "import";
    auto& patient = feed.patient;
    names(patient.traits);
    patient.traits.birthDate = isoDate(dicomDate(_record.birthDate, "(0010,0030)"));
    if (_record.sex == "F" || _record.sex == "M") {
      patient.traits.sex = sexFrom(_record.sex);
    } else if (!_record.sex.empty() && _record.sex != "O") {
      note("(0010,0040)", "expected F, M or O; sex left unknown");
    }
    const auto& id = _record.patientId;
    if (id.value.empty()) refuse("worklist.entry.patient_id", "(0010,0020)", "expected a Patient ID: without one nobody can tell whose exam this is");
    const auto& authority = id.issuer.empty() ? _settings.issuer : id.issuer;
    if (authority.empty()) {
      refuse("worklist.entry.issuer", "(0010,0021)",
             "expected an Issuer of Patient ID, or --issuer: the same number may be another person's elsewhere");
    }
    patient.localIds.push_back({idAtMost(id.value, kLong, "(0010,0020)"), idAtMost(authority, kLong, "(0010,0021)"), oid(id.issuerOid)});
  }

  std::string oid(const std::string& text) {
    if (text.empty() || Oid::valid(text)) return text;
    note("(0010,0024)", "the issuer's OID is malformed; left out");
    return {};
  }

  /// The birth name is what (0010,1005) says. Where it is absent, the patient's name is all there is.
  void names(Traits& traits) {
    const auto shown = nameParts(_record.patientName);
    const auto birth = nameParts(_record.patientBirthName);
    const auto other = nameParts(_record.otherPatientNames);
    if (shown.family.empty()) refuse("worklist.entry.patient_name", "(0010,0010)", "expected a Patient's Name with a family name");
    traits.birthName = birth.family.empty() ? shown.family : birth.family;
    traits.firstBirthName = birth.given.empty() ? shown.given : birth.given;
    if (!shown.middle.empty()) traits.birthNames = shown.given + " " + shown.middle;
    const auto& used = shown.family != traits.birthName ? shown : other;
    if (!used.family.empty() && used.family != traits.birthName) traits.usedName = used.family;
    if (!used.given.empty() && used.given != traits.firstBirthName) traits.usedFirstName = used.given;
  }

  void ins() {
    for (const auto& id : _record.otherIds) {
      const auto& system = id.issuerOid.empty() ? id.issuer : id.issuerOid;
      if (!Ins::isInsOid(system)) continue;
      try {
        _entry.feed.patient.ins = Ins::parse(id.value, system);
      } catch (const Refusal&) {
        note("(0010,1002)", "an INS that is malformed; left out");
      }
    }
  }

  void exam() {
    auto& order = _entry.order;
    if (_record.accessionNumber.empty() && _record.studyInstanceUid.empty()) {
      refuse("worklist.entry.exam_id", "(0008,0050)",
             "expected an Accession Number or a Study Instance UID: a second run could not tell the exam from a new one");
    }
    if (!_record.accessionNumber.empty()) order.accessionNumber = AccessionNumber::parse(_record.accessionNumber).text();
    if (!_record.studyInstanceUid.empty() && !Oid::valid(_record.studyInstanceUid)) {
      refuse("worklist.entry.study_uid", "(0020,000D)", "expected a UID: at most 64 digits and dots, no component with a leading zero");
    }
    order.studyInstanceUid = _record.studyInstanceUid;
    order.siteId = _settings.site.id;
    // Equal to the accession number is what an exam says of itself anyway.
    const auto own = [&](const std::string& id) { return id == order.accessionNumber ? std::string() : id; };
    order.step.requestedProcedureId = own(idAtMost(_record.procedureId, kShort, "(0040,1001)"));
    order.step.stepId = own(idAtMost(_record.stepId, kShort, "(0040,0009)"));
    order.stationAe = idAtMost(_record.stationAe, kShort, "(0040,0001)");
    order.modality = _record.modality;
    const auto coded = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    if (order.modality.empty() || order.modality.size() > kShort || !std::all_of(order.modality.begin(), order.modality.end(), coded)) {
      refuse("worklist.entry.modality", "(0008,0060)", "expected a modality such as CT, MR, MG, US, DX");
    }
  }

  void start() {
    const auto date = dicomDate(_record.startDate, "(0040,0002)");
    if (date.empty()) refuse("worklist.entry.date", "(0040,0002)", "expected a Scheduled Procedure Step Start Date");
    _entry.startLocal = date + dicomTime(_record.startTime, "(0040,0003)");
    _entry.order.scheduledAt = Zone(_settings.site.zone).fromHl7(_entry.startLocal);
  }

  void procedure() {
    auto& order = _entry.order;
    const auto& code = _record.procedure;
    const auto description = !_record.procedureDescription.empty() ? _record.procedureDescription
                             : !code.meaning.empty()               ? code.meaning
                                                                   : _record.stepDescription;
    if (ccam(code.scheme)) {
      order.ccam = {code.value, code.meaning, ""};
      order.procedure = {"", description, ""};
    } else {
      const auto system = systemOf(code.scheme);
      order.procedure = {code.value, description, system};
      if (!code.value.empty() && system.empty()) order.step.procedureScheme = code.scheme.empty() ? "99LOCAL" : code.scheme.substr(0, kShort);
    }
    if (order.procedure.empty() && order.procedure.display.empty()) {
      refuse("worklist.entry.procedure", "(0032,1060)", "expected a Requested Procedure Description or Code, or the step's description");
    }
    const auto& shown = order.procedure.display.empty() ? order.procedure.code : order.procedure.display;
    if (_record.stepDescription != shown) order.step.stepDescription = _record.stepDescription;
    const auto& protocol = _record.protocol;
    if (!protocol.value.empty() && (protocol.value != code.value || protocol.scheme != code.scheme)) {
      order.step.protocol = {protocol.value, protocol.meaning, protocol.scheme.substr(0, kShort)};
      if (ccam(protocol.scheme) && order.ccam.empty()) order.ccam = {protocol.value, protocol.meaning, ""};
    }
  }

  bool commentsAreReason() const {
    const auto& comments = _record.procedureComments;
    auto start = std::string_view(_record.reason);
    if (start.size() > 3 && start.substr(start.size() - 3) == "...") start.remove_suffix(3);
    return !start.empty() && comments.size() >= start.size() && comments.compare(0, start.size(), start) == 0;
  }

  /// 64 characters are few: some systems, this one too, give the whole of it once more in the comments (0040,1400).
  const std::string& reason() const { return commentsAreReason() ? _record.procedureComments : _record.reason; }

  static Practitioner practitioner(const std::string& pn) {
    const auto parts = nameParts(pn);
    Practitioner person;
    person.familyName = parts.family;
    person.givenName = parts.given;
    return person;
  }

  void order() {
    auto& order = _entry.order;
    order.sender = "import";
    order.requester = practitioner(_record.referringPhysician.empty() ? _record.requestingPhysician : _record.referringPhysician);
    order.performer = practitioner(_record.performingPhysician);
    if (_record.laterality == "R" || _record.laterality == "L" || _record.laterality == "B") order.laterality = _record.laterality;
    order.reason = reason();
    order.priority = _record.priority == "STAT" ? "S" : _record.priority == "HIGH" ? "A" : "R";
    order.placerNumber = _record.placerNumber;
    if (!order.placerNumber.empty()) order.placerAuthority = _settings.placerAuthority;
  }

  /// A decimal as kilograms or metres are kept; 0 is what systems write that do not know.
  std::string measure(const std::string& text, const char* field, bool metres) {
    double value = 0;
    auto at = text.data();
    while (*at == '+' || *at == ' ') ++at;
    const auto* end = text.data() + text.size();
    const auto [last, error] = std::from_chars(at, end, value);
    if (text.empty() || (error == std::errc{} && value == 0)) return {};
    auto kept = std::string(at, last);
    ExamPreparation probe;
    (metres ? probe.heightM : probe.weightKg) = kept;
    try {
      if (error != std::errc{} || last != end) throw Refusal("worklist.entry.measure", "not a decimal");
      check(probe);
      return kept;
    } catch (const Refusal&) {
      note(field, metres ? "not a height in metres that a person has; left out" : "not a weight in kilograms that a person has; left out");
      return {};
    }
  }

  static void join(std::string& text, const std::string& more) {
    if (more.empty() || text.find(more) != std::string::npos) return;
    text += (text.empty() ? "" : "\n") + more;
  }

  void preparation() {
    auto& known = _entry.preparation;
    known.weightKg = measure(_record.weight, "(0010,1030)", false);
    known.heightM = measure(_record.size, "(0010,1020)", true);
    known.medicalAlerts = _record.medicalAlerts;
    known.allergies = _record.allergies;
    pregnancy();
    try {
      known.lastMenses = isoDate(dicomDate(_record.lastMenses, "(0010,21D0)"));
    } catch (const Refusal&) {
      note("(0010,21D0)", "not a date; left out");
    }
    known.specialNeeds = _record.specialNeeds;
    known.patientState = _record.patientState;
    known.location = _record.location;
    known.transport = _record.transport;
    known.contrastAgent = _record.stepContrast.empty() ? _record.requestedContrast : _record.stepContrast;
    known.premedication = _record.premedication;
    join(known.remarks, _record.stepComments);
    if (!commentsAreReason()) join(known.remarks, _record.procedureComments);
    join(known.remarks, _record.patientComments);
    join(known.remarks, _record.additionalHistory);
  }

  void pregnancy() {
    const auto& code = _record.pregnancy;
    auto& known = _entry.preparation.pregnancy;
    if (code.empty()) return;
    if (code == "1")
      known = Pregnancy::no;
    else if (code == "2")
      known = Pregnancy::possible;
    else if (code == "3")
      known = Pregnancy::yes;
    else if (code == "4")
      known = Pregnancy::unknown;
    else
      note("(0010,21C0)", "expected 1 to 4; pregnancy left as not asked");
  }

  const WorklistRecord& _record;
  const ImportSettings& _settings;
  MappedEntry _entry;
};

}  // namespace

bool open(const WorklistRecord& record) {
  const auto& status = record.stepStatus;
  return status != "COMPLETED" && status != "DISCONTINUED" && status != "CANCELED" && status != "CANCELLED";
}

MappedEntry mapEntry(const WorklistRecord& record, const ImportSettings& settings) { return Mapping(record, settings).map(); }

}  // namespace clairis::worklist
