// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>

#include "core/domain/people.h"

class DcmItem;
class DcmTagKey;

namespace clairis::dicom {

/// Reading of a data set whose texts are UTF-8: one value without control characters, 64 characters at most; empty when absent.
std::string textOf(DcmItem& item, const DcmTagKey& tag, std::size_t longest = 64);
/// Its digits only, as many as `most`, up to the first character that is neither a digit nor one of ". : -".
std::string digitsOf(const std::string& text, std::size_t most);
/// A decimal or integer; nothing readable is 0.
double numberOf(DcmItem& item, const DcmTagKey& tag);
/// First item of a code sequence.
Code codeOf(DcmItem& item, const DcmTagKey& tag);
void eachItem(DcmItem& item, const DcmTagKey& sequence, const std::function<void(DcmItem&)>& visit);

}  // namespace clairis::dicom
