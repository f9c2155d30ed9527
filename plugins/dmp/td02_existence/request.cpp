// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td02_existence/request.h"

#include <fmt/format.h>

#include "plugins/dmp/webservice.h"

namespace clairis::dmp {

std::string existenceRequest(const ExistenceQuestion& question) {
  return fmt::format(R"(<PRPA_IN201307UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">)"
                     R"(<id root="{oid}" extension="{message}"/><creationTime value="{now}"/>)"
                     R"(<interactionId root="2.16.840.1.113883.1.6" extension="PRPA_IN201307UV02"/>)"
                     R"(<processingCode code="{processing}"/><processingModeCode code="T"/><acceptAckCode code="AL"/>)"
                     R"(<receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/>)"
                     R"(<softwareName>DMP</softwareName></device></receiver>)"
                     R"(<sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="{oid}"/>)"
                     R"(<softwareName>{software}</softwareName></device></sender><attentionLine xsi:nil="true"/>)"
                     R"(<controlActProcess classCode="CACT" moodCode="EVN">)"
                     R"(<reasonCode code="TEST_EXST" codeSystem="1.2.250.1.213.1.1.4.11" displayName="Test d'existence de dossier"/>)"
                     R"(<queryByParameter><queryId root="{oid}.2" extension="{query}"/><statusCode code="new"/><parameterList>)"
                     R"(<dataSource xsi:nil="true"/><patientIdentifier><value root="{insOid}" extension="{matricule}"/>)"
                     R"(<semanticsText>Patient.id</semanticsText></patientIdentifier></parameterList></queryByParameter></controlActProcess>)"
                     R"(</PRPA_IN201307UV02>)",
                     fmt::arg("oid", question.softwareOid), fmt::arg("message", question.messageUuid), fmt::arg("now", toUtcDigits(question.now)),
                     fmt::arg("processing", question.environment == Environment::production ? "P" : "D"),
                     fmt::arg("software", escaped(question.softwareName)), fmt::arg("query", question.queryUuid),
                     fmt::arg("insOid", question.ins.oid()), fmt::arg("matricule", question.ins.matricule()));
}

}  // namespace clairis::dmp
