// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

struct T_DIMSE_Message;

namespace clairis::dicom {

class Association;

/// One group of SOP classes behind the association server. Called by several association threads at once.
class DimseService {
public:
  virtual ~DimseService() = default;
  virtual std::vector<std::string> sopClasses() const = 0;
  /// Answers one request that came on an accepted presentation context of these SOP classes. Throws AssociationLost when the
  /// association cannot go on; any other exception aborts the association.
  virtual void handle(Association& association, unsigned char contextId, const T_DIMSE_Message& request) = 0;
};

/// What happened on the network, for logs and metrics: ids and counts, no health data.
struct AssociationNote {
  enum class Level { info, warning };
  Level level = Level::info;
  std::string event;      ///< stable: "dicom.association.refused", "worklist.query" …
  std::string callingAe;  ///< control characters replaced
  std::string peer;       ///< address
  std::string detail;
  double seconds = 0;  ///< worklist.query: from request to last answer
  std::size_t answers = 0;
  bool repeated = false;  ///< the same was noted of this title and address before: to be counted, not logged again
};

}  // namespace clairis::dicom
