// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

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

}  // namespace clairis::dmp
