// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/search_key.h"

#include <doctest/doctest.h>

using namespace clairis;

TEST_CASE("names compare without accents, case, hyphens and apostrophes [RIS.INS.09]") {
  CHECK(searchKey("Hélène") == "HELENE");
  CHECK(searchKey("d’Œuvré--Lévêque") == "D OEUVRE LEVEQUE");
  CHECK(searchKey("D'ARTAGNAN DE L'HERAULT") == searchKey("d artagnan-de-l’hérault"));
  CHECK(searchKey("  ŁÓDŹ Ğül-Şen ß ") == "LODZ GUL SEN SS");
  CHECK(searchKey("Nguyễn") == "NGUYEN");
  CHECK(searchKey("e\u0301t\u00e9") == "ETE");
  CHECK(personKey("Pat-Trois", "Dominique") == "PAT TROIS^DOMINIQUE");
}

TEST_CASE("what cannot be folded is kept, so that two different names never become equal") {
  CHECK(searchKey("Иванов") == "Иванов");
  CHECK(searchKey("\xE9") == "\xE9");
  CHECK(searchKey("\xF0\x9F\x98\x80") == "\xF0\x9F\x98\x80");
  CHECK(searchKey("") == "");
}

TEST_CASE("a prefix search ends right after the last text with that prefix") {
  CHECK(prefixUpperBound("PAT") == "PAU");
  CHECK(prefixUpperBound("") == "");
  CHECK(prefixUpperBound("A\xF4") == "B");
}
