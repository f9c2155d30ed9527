// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace clairis::reports::oid {

/// Object identifiers of code systems, templates and authorities of French CDA documents (HL7, IHE, ANS).
inline constexpr std::string_view kCdaType = "2.16.840.1.113883.1.3";
inline constexpr std::string_view kHl7France = "2.16.840.1.113883.2.8.2.1";
inline constexpr std::string_view kCiSis = "1.2.250.1.213.1.1.1.1";
inline constexpr std::string_view kXdsSd = "1.3.6.1.4.1.19376.1.2.20";  ///< unstructured document
inline constexpr std::string_view kFormats = "1.3.6.1.4.1.19376.1.2.3";
inline constexpr std::string_view kLoinc = "2.16.840.1.113883.6.1";
inline constexpr std::string_view kSnomedCt = "2.16.840.1.113883.6.96";
inline constexpr std::string_view kDcm = "1.2.840.10008.2.16.4";
inline constexpr std::string_view kCcam = "1.2.250.1.215.300.1";
inline constexpr std::string_view kIcd10 = "2.16.840.1.113883.6.3";  ///< CIM-10
inline constexpr std::string_view kGender = "2.16.840.1.113883.5.1";
inline constexpr std::string_view kConfidentiality = "2.16.840.1.113883.5.25";
inline constexpr std::string_view kParticipationFunction = "2.16.840.1.113883.5.88";
inline constexpr std::string_view kProfessionals = "1.2.250.1.71.4.2.1";  ///< PS_IdNat
inline constexpr std::string_view kStructures = "1.2.250.1.71.4.2.2";     ///< Struct_IdNat
inline constexpr std::string_view kSpecialty = "1.2.250.1.213.1.1.4.5";   ///< JDV_J01
inline constexpr std::string_view kFacilityType = "1.2.250.1.71.4.2.4";   ///< JDV_J02
inline constexpr std::string_view kPracticeSetting = "1.2.250.1.213.1.1.4.9";

}  // namespace clairis::reports::oid
