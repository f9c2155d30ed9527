// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/plugin.h"
#include "core/work/report_case.h"

namespace clairis::work {

/// SR-01: a document remembers the identity it was made with. When the patient's identity changes, the same validated content is
/// rendered again: same validator, validation time and setId, new id. Nothing left yet: version 1 and no parent; something left: one
/// more, replacing what left last; what left for another patient or under another INS is never replaced: the report goes on in a new set, as
/// version 1 without a parent (SR-05). The rendition before it is superseded and never sent or printed again.
class Renditions {
public:
  struct Parts {
    Store& store;
    const Clock& clock;
    Environment environment;
    Oid oidRoot;
    std::function<std::shared_ptr<const ReportRenderer>()> renderer;
    DeliveryPlanning planDeliveries;
    Log& log;
  };
  explicit Renditions(Parts parts);

  /// Every rendition in force of the patient that carries another identity than his present one. Returns how many were made.
  int renew(std::string_view patientId);

  /// Guard right before each send: why this document may not leave now, or nothing.
  std::optional<std::string> holdReason(Reader& reader, const std::string& documentId) const;

private:
  bool renewOne(const std::string& documentId);
  Parts _parts;
};

}  // namespace clairis::work
