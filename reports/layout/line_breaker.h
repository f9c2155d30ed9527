// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reports/pdf/tagged_document.h"

namespace clairis::reports {

/// Cuts a paragraph into lines no wider than `width` points. Breaks after spaces and hyphens, never before French high
/// punctuation ( ; : ! ? » %) nor after «, never at no-break spaces; a word that is too long (an URL) is cut where it must be.
/// Put together, the lines give the paragraph back: a line that breaks at a space keeps it.
std::vector<std::u32string> breakLines(Face face, double size, std::u32string_view paragraph, double width);

/// The text shortened with "…" to fit `width` points.
std::u32string shortened(Face face, double size, std::u32string_view text, double width);

}  // namespace clairis::reports
