// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/plugin/clinic.h"
#include "core/plugin/identities.h"
#include "plugins/hl7/announce/identity_message.h"

namespace clairis::hl7 {

inline constexpr std::string_view kIdentityChangeKind = "identity.change";
inline constexpr std::string_view kIdentityMergeKind = "identity.merge";

/// What this receiver is to be told of the patient as he is now. `identities` may be null: then nothing is said of documents and former names.
IdentityNews identityNews(Reader& reader, Clinic& clinic, Identities* identities, const std::string& patientId, const Destination& destination,
                          Environment environment);
/// The numbers that followed a duplicate in this merge, and that the receiver knows.
std::vector<LocalId> mergedNumbers(Reader& reader, const std::string& survivorId, const std::string& mergeId, const Destination& destination);

}  // namespace clairis::hl7
