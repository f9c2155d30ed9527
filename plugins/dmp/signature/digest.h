// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::dmp {

/// Hash of a signature's references and value. The DMP takes SHA-1 for the submission set's signature until its guide says otherwise.
enum class DigestAlgorithm { sha1, sha256 };

/// Raw digest bytes.
std::string digest(DigestAlgorithm algorithm, std::string_view bytes);
std::string base64(std::string_view bytes);
std::string hex(std::string_view bytes);

/// XML-DSig algorithm URIs.
std::string_view digestUri(DigestAlgorithm algorithm) noexcept;
std::string_view rsaUri(DigestAlgorithm algorithm) noexcept;

}  // namespace clairis::dmp
