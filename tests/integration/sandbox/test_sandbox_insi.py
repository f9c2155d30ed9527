# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""INSi: what it answers about the people of the national test set."""

import unittest

from insi_client import NIR_TEST, Channel, card_search, search, verification
from insi_test import ADRUN, ECETINSI, NESSI, InsiTest, start
from running_sandbox import pair

ACTIVE = "INSACTIF/IdIndividu/NumIdentifiant"
# Name, first names asked, sex, date → code, and for 00: number, key, place.
PUBLISHED = [
    ("ADRUN", ["ZOE"], "F", "1975-12-31", "00", "2751263220749", "74", "63220"),
    ("CORSE", ["ANTHONY"], "M", "1980-03-02", "00", "180032B020401", "23", "2B020"),
    ("ADRTROIS", ["TOUSSAINT"], "M", "1960-01-01", "00", "160012B020777", "13", "2B020"),
    ("ADRTROIS", ["DOMINIQUE"], "F", "1997-02-26", "00", "297022A020778", "78", "2A020"),
    ("TCHITCHI", ["OLA"], "F", "1936-06-21", "01"),
    ("TCHITCHI", ["CATARINA"], "F", "1936-06-21", "00", "2360663220836", "56", "63220"),
    ("TCHITCHI", ["CATARINA", "BELLA"], "F", "1936-06-21", "00", "2360663220836", "56", "63220"),
    ("TCHITCHI", ["CATARINA BELLA"], "F", "1936-06-21", "00", "2360663220836", "56", "63220"),
    ("NESSI", ["MICHELANGELO"], "M", "2010-08-07", "00", "1100863220830", "60", "63220"),
    ("ECETINSI", ["PIERRE-ALAIN"], "M", "2009-07-14", "00", "1090763220834", "89", "63220"),
    ("ECETINSI", ["PIERRE"], "M", "2009-07-14", "01"),
    ("PROVISOIRE", ["MATRICULE"], "M", "2009-07-01", "00", "1090763220888", "35", "63220"),
    ("HERMANN", ["GATIEN"], "M", "1981-03-24", "00", "1810363220456", "60", "63220"),
    ("HOUILLES", ["PIERRE"], "M", "1993-01-27", "01"),
    ("HOUILLES", ["PAUL"], "M", "1993-01-27", "01"),
    ("HOUILLES", ["JACQUES"], "M", "1993-01-27", "01"),
    ("HOUILLES", ["PIERRE", "PAUL", "JACQUES"], "M", "1993-01-27", "01"),
    ("DE VINCI", ["LEONARDO"], "M", "2014-02-01", "02"),
    ("D'ARTAGNAN DE L'HERAULT", ["PIERRE-ALAIN"], "M", "2001-06-17", "00", "1010634172001", "29", "34172"),
    ("PATB-QUATRE", ["LAURENCE"], "F", "1907-05-25", "00", "2070563220001", "65", "63220"),
    ("PAT-TROIS", ["DOMINIQUE"], "F", "1979-03-28", "00", "2790351215189", "89", "51215"),
    ("NESSI", ["RUTH"], "F", "1977-07-14", "00", "2770763220829", "10", "63220"),
]


class TraitSearch(InsiTest):
    def test_each_published_person_is_answered_as_published(self):
        for name, first_names, sex, date, code, *number in PUBLISHED:
            with self.subTest(name, first_names=first_names):
                answer = self.channel.call(search(name, first_names, sex, date))
                self.assertEqual((answer.status, answer.code), (200, code))
                if code != "00":
                    self.assertIsNone(answer.text("INDIVIDU"))
                    continue
                self.assertEqual([answer.text(ACTIVE), answer.text("INSACTIF/IdIndividu/Cle"), answer.text("TIQ/LieuNaissance")], number)
                self.assertEqual((answer.text("TIQ/NomNaissance"), answer.text("TIQ/Sexe"), answer.text("TIQ/DateNaissance")), (name, sex, date))

    def test_the_labels_are_those_of_the_service(self):
        labels = [self.channel.call(search(*person)).text("LibelleCR") for person in
                  (ADRUN, ("HOUILLES", ["PAUL"], "M", "1993-01-27"), ("DE VINCI", ["LEONARDO"], "M", "2014-02-01"))]
        self.assertEqual(labels, ["OK", "Aucune identite trouvee", "Plusieurs identites trouvees"])

    def test_real_answers_leave_the_first_name_out_and_one_published_one_does_not(self):
        self.assertIsNone(self.found(*ECETINSI).text("TIQ/Prenom"))
        self.assertEqual(self.found(*ECETINSI).text("TIQ/ListePrenom"), "PIERRE-ALAIN MURIEL FLORIANT")
        self.assertEqual(self.found("PROVISOIRE", ["MATRICULE"], "M", "2009-07-01").text("TIQ/Prenom"), "MATRICULE")

    def test_the_search_is_strict_on_every_trait(self):
        for what, person in {"hyphen": ("PAT TROIS", ["DOMINIQUE"], "F", "1979-03-28"), "date": ("ADRUN", ["ZOE"], "F", "1975-12-30"),
                             "sex": ("ADRUN", ["ZOE"], "M", "1975-12-31"), "place": (*ADRUN, "75056"),
                             "one first name too many": ("ADRUN", ["ZOE", "ANNE"], "F", "1975-12-31")}.items():
            with self.subTest(what):
                self.assertEqual(self.channel.call(search(*person)).code, "01")
        self.assertEqual(self.channel.call(search(*ADRUN, "63220")).code, "00")

    def test_history_comes_as_it_is(self):
        ecetinsi = self.found(*ECETINSI)
        self.assertEqual(ecetinsi.texts("NumIdentifiant"), ["1090763220834", "2090763220834", "2090663220123"])
        self.assertEqual((ecetinsi.text("INSHISTO/DateDeb"), ecetinsi.text("INSHISTO/DateFin")), ("2019-03-01", "2019-02-28"))
        corse = self.found("CORSE", ["ANTHONY"], "M", "1980-03-02")
        self.assertEqual(corse.text(ACTIVE), corse.text("INSHISTO/IdIndividu/NumIdentifiant"))
        self.assertEqual(self.found("HERMANN", ["GATIEN"], "M", "1981-03-24").texts("Cle"), ["60", "10"])

    def test_oids_are_those_of_the_test_but_for_the_nia(self):
        """INS with test OIDs, or as published when asked [SR-07]"""
        self.assertEqual(self.found(*ECETINSI).texts("OID"), [NIR_TEST] * 3)
        self.assertEqual(self.found("PROVISOIRE", ["MATRICULE"], "M", "2009-07-01").texts("OID"), ["1.2.250.1.213.1.4.9"])
        published = Channel(start("insi-published", "--production-oids"), pair("insi-manu"))
        self.addCleanup(published.close)
        self.assertEqual(published.call(search(*ADRUN)).texts("OID"), ["1.2.250.1.213.1.4.8"])

    def test_two_people_are_told_apart_by_another_first_name_or_the_place(self):
        for number, (first_names, place) in enumerate((("ANNA LENA", "75056"), ("ANNA MIA", "69123"))):
            self.insi.admin("POST", "/people", {"id": f"twin{number}", "birthName": "ADRUN", "firstNames": first_names, "sex": "F",
                                                "birthDate": "1980-01-01", "birthPlace": place, "ins": {"number": f"280017505600{number}", "key": "00"}})
        self.assertEqual(self.channel.call(search("ADRUN", ["ANNA"], "F", "1980-01-01")).code, "02")
        self.assertEqual(self.found("ADRUN", ["ANNA", "MIA"], "F", "1980-01-01").text(ACTIVE), "2800175056001")
        self.assertEqual(self.found("ADRUN", ["ANNA"], "F", "1980-01-01", "75056").text(ACTIVE), "2800175056000")
        self.insi.admin("POST", "/people", {"id": "twin0", "forget": True})
        self.assertEqual(self.found("ADRUN", ["ANNA"], "F", "1980-01-01").text(ACTIVE), "2800175056001")

    def test_a_person_who_cannot_be_answered_is_not_taken(self):
        self.assertEqual(self.insi.admin("POST", "/people", {"id": "x", "birthName": "X", "firstNames": "Y", "sex": "M",
                                                             "birthDate": "1980-01-01"})["status"], 400)


class CardSearch(InsiTest):
    def number(self, content):
        return self.channel.call(card_search(content)).text(ACTIVE)

    def test_the_card_is_a_key_to_the_active_number(self):
        for content, number in {
                "<MatriculeIndividu><NumIdentifiant>2751263220749</NumIdentifiant><Cle>74</Cle></MatriculeIndividu>": "2751263220749",
                "<MatriculeIndividu><NumIdentifiant>2090763220834</NumIdentifiant></MatriculeIndividu>": "1090763220834",
                "<MatriculeOD><NumIdentifiant>2751263220749</NumIdentifiant><Cle>74</Cle></MatriculeOD><DateNaissance>1975-12-31</DateNaissance>":
                    "2751263220749",
                "<MatriculeOD><NumIdentifiant>2751263220749</NumIdentifiant></MatriculeOD><NomNaissance>NESSI</NomNaissance>"
                "<DateNaissance>2010-08-07</DateNaissance><RangNaissance>1</RangNaissance>": "1100863220830"}.items():
            with self.subTest(content):
                self.assertEqual(self.number(content), number)

    def test_a_beneficiary_who_is_not_on_the_card_is_not_found(self):
        answer = self.channel.call(card_search("<MatriculeOD><NumIdentifiant>2751263220749</NumIdentifiant></MatriculeOD>"
                                               "<DateNaissance>2010-08-08</DateNaissance>"))
        self.assertEqual(answer.code, "01")

    def test_what_the_card_says_is_required_and_goes_with_it(self):
        own = "<MatriculeIndividu><NumIdentifiant>2751263220749</NumIdentifiant></MatriculeIndividu>"
        self.refuse(card_search(own, "<b:COUVERTURE/>"), "sandbox_criteria")
        self.refuse(card_search("<NomNaissance>NESSI</NomNaissance>"), "sandbox_criteria")
        self.refuse(card_search("<MatriculeOD><NumIdentifiant>2751263220749</NumIdentifiant></MatriculeOD>"), "sandbox_criteria")
        self.refuse(card_search("<NomNaissance>NESSI</NomNaissance>" + own), "sandbox_schema")
        with_card = search(*ADRUN)
        with_card.cover = card_search("").cover
        self.refuse(with_card, "sandbox_criteria")


class Verification(InsiTest):
    def verdict(self, number="1100863220830", key="60", person=NESSI, **options):
        answer = self.channel.call(verification(number, key, person, **options))
        return answer.text("LibelleCR")

    def test_number_and_traits_that_belong_together_are_confirmed_and_nothing_more_is_told(self):
        answer = self.channel.call(verification("1100863220830", "60", NESSI))
        self.assertEqual((answer.text("LibelleCR"), answer.text("INDIVIDU"), answer.texts("NumIdentifiant")), ("OK", None, []))

    def test_anything_else_is_a_ko(self):
        former = ("ECETINSI", ["PIERRE-ALAIN", "MURIEL", "FLORIANT"], "M", "2009-07-14")
        self.assertEqual(self.verdict("1090763220834", "89", former), "OK")
        self.assertEqual(self.verdict("2090763220834", "39", former), "KO")
        self.assertEqual(self.verdict(number="1100863220831"), "KO")
        self.assertEqual(self.verdict(key="61"), "KO")
        self.assertEqual(self.verdict(oid="1.2.250.1.213.1.4.8"), "KO")
        self.assertEqual(self.verdict(person=("NESSI", ["MICHELANGELO"], "M", "2010-08-06")), "KO")

    def test_a_verdict_is_made_up_until_taken_back(self):
        self.insi.admin("POST", "/verdict", {"number": "1100863220830", "verdict": "KO"})
        self.assertEqual(self.verdict(), "KO")
        self.insi.admin("POST", "/verdict", {"number": "1100863220830", "verdict": ""})
        self.assertEqual(self.verdict(), "OK")


if __name__ == "__main__":
    unittest.main(verbosity=2)
