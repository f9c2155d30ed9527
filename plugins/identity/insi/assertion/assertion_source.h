// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/time/instant.h"

namespace clairis::identity::insi {

/// Where the SAML 2.0 assertion of a professional's CPx card comes from (RIS.INS.49). The card is in a reader of the workstation, so an agent
/// there has it sign; Clairis never sees a key or a PIN.
class AssertionSource {
public:
  virtual ~AssertionSource() = default;
  /// Signed XML, byte for byte, without declaration. Throws Refusal "insi.assertion.…".
  virtual std::string assertion() const = 0;
};

/// The assertion that an agent hands over with the request.
class HandedAssertion final : public AssertionSource {
public:
  /// Refused unless it can be one: at most 64 KiB, one SAML 2.0 Assertion without document type, with ID, Issuer, Signature; its Conditions
  /// (without them: an hour from IssueInstant) end after `now` and begin no later than five minutes after it. Its signature is INSi's to judge.
  /// Refusal "insi.assertion.size", "insi.assertion.malformed", "insi.assertion.expired".
  HandedAssertion(std::string_view xml, Instant now);
  std::string assertion() const override { return _xml; }
  const std::string& issuer() const { return _issuer; }

private:
  std::string _xml;
  std::string _issuer;
};

}  // namespace clairis::identity::insi
