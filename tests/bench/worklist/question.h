// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <memory>
#include <string>

namespace clairis::bench {

/// What a console asks: the attributes it shows, and keys that filling.cpp has given a known number of matches.
/// "one" by accession number; "forty" a station's day; "name" ten patients by the beginning of their name; "station" and "names" lists
/// that are longer than any console shows; "everything" with all attributes a worklist file needs. Null for another word.
std::unique_ptr<DcmDataset> question(const std::string& name);

}  // namespace clairis::bench
