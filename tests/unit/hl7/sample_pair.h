// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "unit/hl7/sample_messages.h"

namespace clairis::test {

inline std::string ipp(const std::string& number) { return number + "^^^CIM-TEST&750999991&N^PI"; }
inline const std::string kPatIns = "279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS";
inline const std::string kNessiIns = "277076322082910^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS";
inline const std::string kNoIns = "\"\"^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS";

/// A public test identity under this number; provisional without its INS.
inline SampleMessage aPatient(const std::string& number, bool qualified = false) {
  SampleMessage sample;
  sample.controlId = "A28-" + number;
  sample.pid3 = ipp(number) + (qualified ? "~" + kPatIns : "");
  sample.pid32 = qualified ? "VALI" : "PROV";
  return sample;
}

inline SampleMessage anotherPatient(const std::string& number, bool qualified = false) {
  auto sample = aPatient(number, qualified);
  sample.pid3 = ipp(number) + (qualified ? "~" + kNessiIns : "");
  sample.pid5 = "NESSI^RUTH^RUTH ISABELLE^^^^L";
  sample.pid7 = "19770714";
  sample.pid11 = "^^^^^FRA^BDL^^63220";
  return sample;
}

/// ADT_A39, ADT_A30 or ADT_A43: the PID of `kept` and the former numbers.
inline SampleMessage pairMessage(const std::string& type, const std::string& controlId, const SampleMessage& kept, const std::string& former) {
  auto sample = kept;
  sample.type = type;
  sample.controlId = controlId;
  sample.visit = "MRG|" + former;
  return sample;
}
inline SampleMessage a40(const std::string& controlId, const SampleMessage& kept, const std::string& former) {
  return pairMessage("ADT^A40^ADT_A39", controlId, kept, former);
}
inline SampleMessage a47(const std::string& controlId, const SampleMessage& kept, const std::string& former) {
  return pairMessage("ADT^A47^ADT_A30", controlId, kept, former);
}
/// One pair more.
inline SampleMessage andPair(SampleMessage message, const SampleMessage& kept, const std::string& former) {
  message.rest += (message.rest.empty() ? "" : "\r") + kept.pid() + "\rMRG|" + former;
  return message;
}

}  // namespace clairis::test
