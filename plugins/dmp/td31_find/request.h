// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::dmp {

inline constexpr const char* kFindAction = "urn:ihe:iti:2007:RegistryStoredQuery";
inline constexpr const char* kFindService = "registry";

/// TD3.1b: stored query GetDocuments by uniqueId, answer as ObjectRef: the only search open to mode INDIRECTE.
std::string findRequest(std::string_view documentUniqueId);

}  // namespace clairis::dmp
