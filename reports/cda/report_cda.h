// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "reports/report_value.h"

namespace clairis::reports {

/// The CDA R2 level 1 imaging report (LOINC 18748-4): a header from `value` and the PDF as base64 body.
/// UTF-8 without byte order mark, one line of base64, times local to the site with offset; the same input gives the same bytes.
/// Sources: ANS "structuration minimale" and imaging report volume 2024.01 (header content, act, order, modality and region).
///
/// The INS appears (id and MSSanté address) only when `value.ins` holds one; a local id under an INS OID is never written (SR-02).
/// French words of coded values come from the official value sets, else from the value. Texts: see xmlText().
///
/// Throws Refusal, nothing is rendered, `field()` names the member of ReportValue at fault:
///  "cda.input.missing"  a value that French rules ask for is not there;
///  "cda.input.invalid"  it is there and cannot stand in a French CDA;
///  "cda.text.encoding"  a text is not UTF-8;
///  "cda.body.not_pdf"   the body does not begin as a PDF or is cut;
///  "zone.unknown"       the site's time zone.
/// Pure and thread-safe.
std::string renderCda(const ReportValue& value, std::string_view pdfBytes);

}  // namespace clairis::reports
