// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/sql.h"

namespace clairis::store {

/// A delivery of a document that waits for its patient's identity (SR-02, SR-03): held as identity.not_qualified or identity.changed.
struct HeldDocument {
  std::string patientId;
  std::string reportId;               ///< the same for every rendition of it
  std::string since;                  ///< when the report began to wait there, whatever renditions it got meanwhile; anew when one had left
  std::string createdAt, deliveryId;  ///< for the next page
};

/// Of one patient.
std::vector<HeldDocument> heldForIdentity(Reader& reader, std::string_view patientId);
/// Of everybody, in the order of (createdAt, deliveryId), which the arguments continue.
std::vector<HeldDocument> heldForIdentity(Reader& reader, std::string_view afterCreatedAt, std::string_view afterId, int limit);

/// The statements, for the test of their index roads.
namespace held_sql {
extern const char* const kOfPatient;
extern const char* const kPage;
extern const char* const kOfReport;
}  // namespace held_sql

}  // namespace clairis::store
