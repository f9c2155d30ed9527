// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/people.h"

namespace clairis::reports {

/// XDS document metadata, as plain values: how they travel (ebRIM slots and classifications for the DMP, METADATA.XML for an
/// XDM archive) is the business of those who send. All texts are UTF-8. Source: ANS document entry and submission set, IHE ITI TF-3.

/// One coded metadata value.
struct XdsCode {
  std::string code;
  std::string display;
  std::string scheme;  ///< OID of the code system, the ebRIM slot codingScheme
  bool operator==(const XdsCode&) const = default;
};

/// One author: the sub-attributes of an ebRIM author classification. Empty texts are slots to leave out.
struct XdsAuthor {
  std::vector<std::string> institutions;  ///< XON, e.g. "Centre^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1750803447"
  std::string person;                     ///< XCN, e.g. "801234560801^BIDEAULT^Jacques^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"
  std::string role;                       ///< words of the CDA functionCode
  std::string specialty;                  ///< "code^words^code system"
  bool operator==(const XdsAuthor&) const = default;
};

/// ExtrinsicObject of the report. Times are UTC digits without offset ("20261120101700").
struct DocumentEntry {
  std::string uniqueId;                        ///< the CDA's id: root, or root^extension
  std::string patientId;                       ///< CX: the INS (type NH); without INS in the CDA the local id (type PI)
  std::string sourcePatientId;                 ///< CX: the local id (PI); the INS when the CDA has no local id
  std::vector<std::string> sourcePatientInfo;  ///< slot values "PID-5|…", "PID-7|…"
  std::vector<XdsAuthor> authors;              ///< at least one, in the CDA's order
  std::string legalAuthenticator;              ///< XCN
  XdsCode classCode;
  XdsCode typeCode;
  XdsCode formatCode;
  std::vector<XdsCode> confidentialityCodes;  ///< first the CDA's own (N, R or V), then the visibility codes asked for
  XdsCode healthcareFacilityTypeCode;
  XdsCode practiceSettingCode;
  std::vector<XdsCode> eventCodes;  ///< per act LOINC, CCAM, then modality and region; no value twice (SR-37)
  std::string creationTime;
  std::string serviceStartTime;  ///< principal act
  std::string serviceStopTime;   ///< principal act, empty when the CDA has none
  std::string languageCode;
  std::string title;
  std::string comments;                   ///< empty: leave out
  std::string hash;                       ///< SHA-1 of the exact CDA bytes, 40 lower-case hexadecimal digits
  std::size_t size = 0;                   ///< bytes of the CDA
  std::string mimeType;                   ///< "text/xml"
  std::string uri;                        ///< XDM only (SR-37: DOC00001.XML)
  std::vector<std::string> referenceIds;  ///< CXi: accession numbers, order numbers, Study Instance UIDs

  /// For the sender's own use, not ebRIM slots of this object: the id this CDA replaces (relatedDocument RPLC, empty for a first
  /// version), its set and version.
  std::string replacesUniqueId;
  std::string setId;
  int versionNumber = 0;
};

/// RegistryPackage around one or more documents. Ids, times and the sender come from who submits.
struct SubmissionSet {
  std::string uniqueId;   ///< OID
  std::string sourceId;   ///< OID of the sending system
  std::string patientId;  ///< CX, same as the documents'
  XdsAuthor author;
  XdsCode contentTypeCode;
  std::string submissionTime;  ///< UTC digits
  std::string title;
  std::string comments;
};

/// Coding scheme of modality, region and CCAM act in eventCodeList (SR-37).
enum class EventCodeScheme {
  codeSystem,  ///< OID of the code system (default)
  valueSet     ///< OID of the ANS value set for modality and region; acts keep their code system, they have none
};

struct MetadataOptions {
  std::string classCode = "31";  ///< "31" Imagerie médicale or "10" Compte rendu (JDV_J06); anything else is refused
  EventCodeScheme eventCodeScheme = EventCodeScheme::codeSystem;
  bool maskedFromProfessionals = false;    ///< MASQUE_PS
  bool hiddenFromPatient = false;          ///< INVISIBLE_PATIENT
  bool hiddenFromRepresentatives = false;  ///< INVISIBLE_REPRESENTANTS_LEGAUX
  std::string comments;
  std::string uri = "DOC00001.XML";
};

/// Everything about a document from its own bytes, so that metadata and document never disagree. Pure and thread-safe; about
/// 0.1 ms for a report. Throws Refusal:
///  "cda.malformed"         not well-formed XML, has a DOCTYPE, not UTF-8, or is no ClinicalDocument;
///  "xds.metadata.missing"  the path of the element or attribute that the metadata needs;
///  "xds.class_code.unknown".
DocumentEntry metadataFromCda(std::string_view cdaBytes, const MetadataOptions& options = {});

/// A professional as XCN: "8…^FAMILY^Given^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"; the type is EI for an identifier internal
/// to a structure (it holds "/"). HL7 separators inside names are escaped.
std::string xcn(const Practitioner& practitioner);

/// A structure as XON: "Name^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1…".
std::string xon(std::string_view name, std::string_view structureId);

/// "G15_10/SM44^words^1.2.250.1.213.1.1.4.5".
std::string specialtyText(const Code& specialty);

/// contentTypeCode of a submission set from HL7 PV1-2 (I 03, O 07, E 07, R 19, N 97; anything else like O), code system 1.2.250.1.213.2.2.
XdsCode contentTypeCode(std::string_view patientClass);

}  // namespace clairis::reports
