// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/domain/identifiers.h"

namespace clairis::dmp {

/// Where fresh identifiers come from. Thread-safe.
class IdSource {
public:
  virtual ~IdSource() = default;
  virtual std::string uuid() = 0;  ///< lower-case, with hyphens
};

/// Version 4 UUIDs from OpenSSL's random generator.
class RandomIds final : public IdSource {
public:
  std::string uuid() override;
};

/// OID of a UUID: under `root` when the 64 characters of an XDS uniqueId allow it, else under 2.25 (ITU-T X.667).
std::string uuidOid(const Oid& root, std::string_view uuid);

}  // namespace clairis::dmp
