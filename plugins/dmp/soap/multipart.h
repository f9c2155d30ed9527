// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::dmp {

/// Parameter of a Content-Type header, unquoted; empty when absent. Names are compared without case.
std::string mediaParameter(std::string_view contentType, std::string_view name);

/// True for multipart/… whatever its case.
bool isMultipart(std::string_view contentType);

/// The root part of a multipart/related answer (the one `start` names, else the first), without its headers. The view points
/// into `body`. Throws Refusal "dmp.reply.multipart" when boundary, end of headers or closing boundary is missing.
std::string_view rootPart(std::string_view contentType, std::string_view body);

}  // namespace clairis::dmp
