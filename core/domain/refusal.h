// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>

namespace clairis {

/// Why a command was not carried out. Thrown by value types and use cases; mapped once at each edge (problem+json, HL7 ACK,
/// DICOM status, exit code). Nothing was changed when it is thrown out of a unit of work.
class Refusal : public std::runtime_error {
public:
  /// `code`: stable, lower-case with dots, an entry of the message catalogue, e.g. "patient.ins.malformed".
  /// `detail`: what was found and what was expected, for the operator. No health data.
  /// `field`: the offending field in the words of the caller's format ("PID-3", "/requester/rpps"), or empty.
  Refusal(std::string code, const std::string& detail, std::string field = {});
  ~Refusal() override;

  const std::string& code() const noexcept { return _code; }
  const std::string& field() const noexcept { return _field; }
  std::string detail() const { return what(); }

private:
  std::string _code;
  std::string _field;
};

/// The aggregate changed since it was read: read again, then repeat. HTTP 409 or 412.
class Conflict : public Refusal {
public:
  using Refusal::Refusal;
  ~Conflict() override;
};

/// No such thing, or not visible to the caller. HTTP 404.
class NotFound : public Refusal {
public:
  using Refusal::Refusal;
  ~NotFound() override;
};

/// The caller may not do this. HTTP 403.
class Forbidden : public Refusal {
public:
  using Refusal::Refusal;
  ~Forbidden() override;
};

}  // namespace clairis
