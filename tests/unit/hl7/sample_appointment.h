// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "unit/hl7/sample_messages.h"

namespace clairis::test {

/// An SIU about a public test identity; each part can be replaced.
struct SampleAppointment : SampleMessage {
  std::string trigger = "S12";
  std::string sch =
      "SCH|RDV778^AGENDA|RDV900^RIS||||NEW^Motif inconnu|^IRM cérébrale||20|min|^^^20260310090000^20260310092000|||||||||||||||DEM501^DPI";
  std::string services = "AIS|1|A|ZACN001^IRM du crâne^CCAM|20260315143000|||20|min";
  std::string resources =
      "AIG|1|A|SALLE2\rAIL|1|A|IMAGERIE^IRM1^^CIM-TEST\rAIP|1|A|801234560801^BIDEAULT^Jacques^^^DR^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS";

  SampleAppointment() {
    application = "AGENDA";
    controlId = "MSG3001";
    version = "2.5";
    visit = "PV1|1|O|IMAGERIE||||||||||||||||VN0001^^^CIM-TEST^VN";
  }
  std::string text() const {
    std::string all = head() + end + sch + end + pid() + end + visit + end + "RGS|1|A" + end;
    if (!services.empty()) all += services + end;
    return resources.empty() ? all : all + resources + end;
  }

private:
  std::string head() const {
    SampleMessage message = *this;
    message.type = "SIU^" + trigger + "^SIU_S12";
    return message.header();
  }
};

}  // namespace clairis::test
