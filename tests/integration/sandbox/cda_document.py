# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A CDA R2 N1 imaging report of a public test identity, small enough to read."""

import base64

PDF = base64.b64encode(b"%PDF-1.4\n%sandbox test body\n%%EOF\n").decode()

TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:ps3-20="urn:dicom-org:ps3-20"><!-- canonical form keeps comments -->
<realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="2.16.840.1.113883.2.8.2.1"/><templateId root="1.2.250.1.213.1.1.1.1"/><templateId root="1.3.6.1.4.1.19376.1.2.20"/>
<id root="{unique_id}"/>
<code code="18748-4" displayName="CR d'imagerie médicale" codeSystem="2.16.840.1.113883.6.1"/>
<title>CR d'imagerie médicale - IRM du genou droit</title>
<effectiveTime value="20261120111700+0100"/>
<confidentialityCode code="N" displayName="Normal" codeSystem="2.16.840.1.113883.5.25"/>
<languageCode code="fr-FR"/><setId root="{set_id}"/><versionNumber value="{version}"/>
<recordTarget><patientRole><id root="{ins_oid}" extension="{matricule}"/><id root="1.2.250.1.999.1.2" extension="IPP101"/>
<patient><name><family qualifier="BR">PAT-TROIS</family><given>DOMINIQUE MARIE-LOUISE</given><given qualifier="BR">DOMINIQUE</given></name>
<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19790328"/></patient></patientRole></recordTarget>
<author><time value="20261120111700+0100"/><assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="801234560801"/>
<code code="G15_10/SM44" displayName="Médecin - Radio-diagnostic (SM)" codeSystem="1.2.250.1.213.1.1.4.5"/>
<assignedPerson><name><given>Jacques</given><family>BIDEAULT</family></name></assignedPerson>
<representedOrganization><id root="1.2.250.1.71.4.2.2" extension="{structure}"/><name>Centre de radiologie Ambroise</name></representedOrganization></assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization><id root="1.2.250.1.71.4.2.2" extension="{structure}"/></representedCustodianOrganization></assignedCustodian></custodian>
<legalAuthenticator><time value="20261120111700+0100"/><signatureCode code="S"/><assignedEntity><id root="1.2.250.1.71.4.2.1" extension="801234560801"/>
<assignedPerson><name><given>Jacques</given><family>BIDEAULT</family></name></assignedPerson></assignedEntity></legalAuthenticator>
<inFulfillmentOf><order><id root="1.2.250.1.999.1.3" extension="OPN102"/><ps3-20:accessionNumber root="1.2.250.1.999.1.4" extension="ACN102"/></order></inFulfillmentOf>
<documentationOf><serviceEvent><id root="1.2.250.1.999.1.5.20261120.102"/>
<code code="24802-1" displayName="RM genou" codeSystem="2.16.840.1.113883.6.1">
<translation code="NZQN001" codeSystem="1.2.250.1.215.300.1"/><translation code="MR" codeSystem="1.2.840.10008.2.16.4"/>
<translation code="61685007" codeSystem="2.16.840.1.113883.6.96"/></code>
<effectiveTime><low value="20261120102500+0100"/><high value="20261120105500+0100"/></effectiveTime>
<performer typeCode="PRF"><assignedEntity><id root="1.2.250.1.71.4.2.1" extension="801234560801"/>
<representedOrganization><standardIndustryClassCode code="AMBULATOIRE" codeSystem="1.2.250.1.213.1.1.4.9"/></representedOrganization></assignedEntity></performer></serviceEvent></documentationOf>
{related}<componentOf><encompassingEncounter><effectiveTime nullFlavor="NA"/><location><healthCareFacility>
<code code="SA08" displayName="Cabinet de groupe" codeSystem="1.2.250.1.71.4.2.4"/></healthCareFacility></location></encompassingEncounter></componentOf>
<component><nonXMLBody><text mediaType="application/pdf" representation="B64">{pdf}</text></nonXMLBody></component>
</ClinicalDocument>
"""


def write(parent_id="", pdf=PDF, **values):
    related = (f'<relatedDocument typeCode="RPLC"><parentDocument><id root="{parent_id}"/></parentDocument></relatedDocument>'
               if parent_id else "")
    return TEMPLATE.format(related=related, pdf=pdf, **values)
