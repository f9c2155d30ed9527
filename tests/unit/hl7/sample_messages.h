// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <utility>

#include "plugins/hl7/message/fault.h"
#include "plugins/hl7/message/message.h"

namespace clairis::test {

/// Messages about public test identities, put together from parts so that each test changes one of them.
struct SampleMessage {
  std::string application = "GAM";
  std::string facility = "CIM-TEST";
  std::string type = "ADT^A28^ADT_A05";
  std::string controlId = "MSG1001";
  std::string processingId = "T";
  std::string version = "2.5^FRA^2.11";
  std::string characterSet = "UNICODE UTF-8";
  std::string acceptWhen;
  std::string applicationWhen;
  std::string pid3 = "IPP0001^^^CIM-TEST&750999991&N^PI~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS";
  std::string pid5 = "PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^Mme^^L";
  std::string pid7 = "19790328";
  std::string pid8 = "F";
  std::string pid11 = "28 Avenue de Breteuil^^PARIS^^75007^FRA^H~^^^^^FRA^BDL^^51215";
  std::string pid13 = "^NET^Internet^d.pat-trois@exemple.test~^PRN^PH^^^^^^^^^0140000000";
  std::string pid30 = "N";
  std::string pid32 = "VALI";
  std::string visit = "PV1|1|O|IMAGERIE^^^CIM-TEST";
  std::string rest;
  std::string end = "\r";

  std::string header() const {
    return "MSH|^~\\&|" + application + "|" + facility + "|CLAIRIS|CLAIRIS|20260302081500+0100||" + type + "|" + controlId + "|" + processingId +
           "|" + version + "|||" + acceptWhen + "|" + applicationWhen + "|FRA|" + characterSet;
  }
  std::string pid() const {
    return "PID|1||" + pid3 + "||" + pid5 + "||" + pid7 + "|" + pid8 + "|||" + pid11 + "||" + pid13 + "|||||||||||||||||" + pid30 + "||" + pid32;
  }
  std::string text() const {
    std::string all = header() + end + "EVN||20260302081500+0100" + end + pid() + end + visit + end;
    return rest.empty() ? all : all + rest + end;
  }
};

/// An order; `orc`, `obr` and `details` can be replaced.
struct SampleOrder : SampleMessage {
  std::string orc =
      "ORC|NW|DEM501^DPI^1.2.250.1.999.1^ISO|||||^^^20260311080000^^R||20260302090000|||801234560801^BIDEAULT^Jacques^^^DR^^^ASIP-SANTE-PS&1.2.250.1."
      "71.4.2.1&ISO^D^^^IDNPS";
  std::string obr =
      "OBR|1|DEM501^DPI^1.2.250.1.999.1^ISO||24590-2^IRM cerveau^LN^ACQN001^IRM crânienne^CCAM|||||||||Pacemaker : "
      "non|||||||||||RAD|||1^^^20260310090000^^S||||^Céphalées inhabituelles";
  std::string details;

  SampleOrder() {
    application = "DPI";
    type = "ORM^O01^ORM_O01";
    controlId = "MSG2001";
    version = "2.5";
  }
  std::string text() const {
    SampleMessage message = *this;
    message.rest = orc + (obr.empty() ? "" : end + obr) + (details.empty() ? "" : end + details);
    return message.SampleMessage::text();
  }
};

/// OBR with the given fields filled, for tests about one of them.
inline std::string obrWith(std::initializer_list<std::pair<int, std::string>> fields) {
  std::string text = "OBR";
  int at = 0;
  for (const auto& [position, value] : fields) {
    for (; at < position; ++at) text += '|';
    text += value;
  }
  return text;
}

struct Refused {
  hl7::Condition condition = hl7::Condition::other;
  std::string place;  ///< "PID-3"
  std::string text;
  bool rejected = false;
  bool operator==(const std::pair<hl7::Condition, std::string>& expected) const { return condition == expected.first && place == expected.second; }
};

/// What `action` is refused with; condition 0 when it is not.
inline Refused faultOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const hl7::Fault& fault) {
    const auto& at = fault.location();
    return {fault.condition(), at.segment + (at.field > 0 ? "-" + std::to_string(at.field) : ""), fault.what(), fault.rejected()};
  }
  return {static_cast<hl7::Condition>(0), "", "not refused", false};
}

}  // namespace clairis::test
