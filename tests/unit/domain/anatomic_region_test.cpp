// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/anatomic_region.h"

#include <doctest/doctest.h>

using namespace clairis;

TEST_CASE("the region of an act follows its French words") {
  CHECK(regionOfAct("IRM cerveau", "").code == "774007");
  CHECK(regionOfAct("IRM du genou droit", "").code == "61685007");
  CHECK(regionOfAct("Mammographie bilatérale", "").code == "76752008");
  CHECK(regionOfAct("Scanner thoracique sans injection", "").code == "67734004");
  CHECK(regionOfAct("Échographie de l'abdomen", "").code == "63337009");
  CHECK(regionOfAct("Radiographie du rachis cervical", "").code == "737561001");
  CHECK(regionOfAct("Angio-IRM du cœur", "").code == "80891009");
  CHECK(regionOfAct("Écho-Doppler des artères", "").code == "113257007");
  CHECK(regionOfAct("Radiographie de l'avant-bras", "").code == "53120007");
  CHECK(regionOfAct("IRM cerveau", "").display == "tête et cou");
}

TEST_CASE("a word inside another word is no region") { CHECK(regionOfAct("Examen demain", "").empty()); }

TEST_CASE("without telling words the CCAM topography decides") {
  CHECK(regionOfAct("Acte 12", "ACQN001").code == "774007");
  CHECK(regionOfAct("", "NZQN001").code == "61685007");
  CHECK(regionOfAct("", "MZQK001").code == "53120007");
  CHECK(regionOfAct("", "QEQK004").code == "76752008");
  CHECK(regionOfAct("", "ZBQK002").code == "67734004");
}

TEST_CASE("nothing is invented when neither tells") {
  CHECK(regionOfAct("", "").empty());
  CHECK(regionOfAct("Examen", "XX").empty());
}
