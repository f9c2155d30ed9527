// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::dmp {

inline constexpr const char* kFeedAction = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b";
inline constexpr const char* kFeedService = "repository";

/// Names of the parts of one MTOM package, fresh for each try.
struct PartNames {
  std::string boundary;
  std::string root;  ///< Content-IDs, without angle brackets
  std::string document;
  std::string signature;
};

/// From one UUID. The boundary cannot occur in the parts but by chance of 2^-122.
PartNames partNames(const std::string& uuid);

/// SOAP body of TD2.1 around the registry objects; `replacement` is empty or an RPLC association.
std::string feedRequest(std::string_view registryObjects, std::string_view replacement, const PartNames& names);

struct MtomPackage {
  std::string contentType;
  std::string body;
};

/// MTOM/XOP: envelope, CDA and signature as binary parts, bytes unchanged.
MtomPackage packMtom(const PartNames& names, std::string_view envelope, std::string_view document, std::string_view signature);

}  // namespace clairis::dmp
