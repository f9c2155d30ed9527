# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""INSi: who may call, how a call must be made, and misbehaviour on demand."""

import datetime
import http.client
import ssl
import threading
import unittest
import warnings

from dmp_client import STRUCTURE
from insi_client import ACTION, Answer, CardAssertion, Channel, now, search
from insi_test import ADRUN, InsiTest, start
from running_sandbox import CARD, RPPS_RANG, pair
from test_sandbox_vihf import replacing

DROPPED = (http.client.RemoteDisconnected, ConnectionError, ssl.SSLError)


class Callers(InsiTest):
    def test_both_certificates_of_a_structure_are_served_also_of_an_rpps_rang(self):
        """INSi takes INSI-MANU and INSI-AUTO, of an establishment and of a practice in an SCM [RIS.AUTH.02]"""
        for kind, structure in (("insi-manu", STRUCTURE), ("insi-auto", STRUCTURE), ("insi-manu", RPPS_RANG)):
            with self.subTest(kind, structure=structure):
                self.assertEqual(self.open_channel(kind, structure).call(search(*ADRUN)).code, "00")
                last = self.insi.journal()[-1]
                self.assertEqual((last["commonName"], last["structure"], last["mode"]), (kind.upper(), structure, "certificate"))

    def test_another_name_has_no_right(self):
        for kind in ("auth", "other-name/insi-manu"):
            with self.subTest(kind):
                self.channel = self.open_channel(kind)
                answer = self.refuse(search(*ADRUN), "DESIR_560")
                self.assertEqual(answer.text("Subcode/Value"), "soap:siram_100")

    def test_no_certificate_an_expired_one_or_another_authority_do_not_connect(self):
        for kind in (None, "expired/insi-manu", "other-ca/insi-auto"):
            with self.subTest(kind), self.assertRaises(DROPPED):
                self.open_channel(kind).call(search(*ADRUN))

    def test_tls_1_1_is_refused_and_1_2_served(self):
        self.assertEqual(self.open_channel(version=ssl.TLSVersion.TLSv1_2).call(search(*ADRUN)).code, "00")
        old = self.open_channel()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # an old version is asked for on purpose
            old.context.minimum_version, old.context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        old.context.set_ciphers("ALL:@SECLEVEL=0")
        with self.assertRaises(ssl.SSLError) as refusal:
            old.call(search(*ADRUN))
        self.assertIn("ALERT_PROTOCOL_VERSION", str(refusal.exception))

    def test_another_path_or_method_is_refused(self):
        self.assertEqual(self.channel.post("", path="/lps/v2")[0], 404)
        self.channel.connection.request("GET", "/lps")
        response = self.channel.connection.getresponse()
        response.read()
        self.assertEqual(response.status, 405)


class Headers(InsiTest):
    def test_an_unknown_software_is_told_as_the_service_tells_it(self):
        call = search(*ADRUN)
        call.idam = "INCONNU"
        answer = self.refuse(call, "desir_550")
        self.assertEqual(answer.text("Erreur"), "Numéro d'autorisation du logiciel inconnu.")
        self.assertEqual(answer.root.xpath("string(//*[local-name()='Erreur']/@messageID)"), call.message_id)
        self.assertEqual(answer.root.xpath("string(//*[local-name()='Erreur']/@severite)"), "erreur")

    def test_each_identifier_serves_once_also_after_a_restart(self):
        running = start("insi-restarted")
        first = search(*ADRUN)
        channel = Channel(running, pair("insi-manu"))
        self.assertEqual(channel.call(first).code, "00")
        channel.close()
        running.stop()
        channel = Channel(start("insi-restarted"), pair("insi-manu"))
        self.addCleanup(channel.close)
        for name in ("message_id", "lps_id", "bam_id"):
            with self.subTest(name):
                again = search(*ADRUN)
                setattr(again, name, getattr(first, name))
                self.assertEqual(channel.call(again).error, "sandbox_replay")

    def test_every_departure_from_the_headers_is_refused(self):
        wrong = {
            "SOAP 1.1": ("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"),
            "no action": (f"<a:Action>{ACTION}rechercherInsAvecTraitsIdentite</a:Action>", ""),
            "message id of WS-Addressing": ("<a:MessageID>uuid:", "<a:MessageID>urn:uuid:"),
            "LPS version": ('Version="01_00"', 'Version="1.00.00"'), "BAM version": ('Version="01_02"', 'Version="01_00"'),
            "no nature": ('Nature="CTXLPS" ', ""), "wrong nature of BAM": ("<b:ContexteBAM", '<b:ContexteBAM Nature="CTXLPS"'),
            "no cover": ("<b:COUVERTURE/>", ""), "IDAM of another kind": ('R="4"', 'R="1"'), "no instance":
            ("<l:Instance>6c6e7a0e-23a9-4c1e-9b44-21a3d6a0f001</l:Instance>", ""), "name": ("urn:lps:clairis:1.0", "clairis"),
            "time before id": ("<l:Id>", "<l:Temps>2026-01-01T00:00:00.000Z</l:Temps><l:Id>"), "empty sender": ("<l:Emetteur>RIS</l:Emetteur>", "<l:Emetteur/>"),
            "header twice": ("<s:Body>", "<s:Body><x/>"), "another security": ("<s:Header>", '<s:Header><w:Security xmlns:w="http://docs.oasis-open.org/'
                                                                          'wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><x/></w:Security>')}
        for what, change in wrong.items():
            with self.subTest(what):
                call = search(*ADRUN)
                call.edit = replacing(*change)
                answer = Answer(*self.channel.post(call.text()))
                self.assertEqual(answer.status, 500)
                self.assertRegex(answer.error, "^sandbox_(header|schema|version)$")
        self.assertEqual(self.channel.call(search(*ADRUN)).code, "00")

    def test_times_are_utc_with_milliseconds_and_of_now(self):
        for sent in (now(minutes=-6), now(minutes=6), now()[:-5] + "Z", now()[:-1] + "+00:00", "2026-13-01T00:00:00.000Z", ""):
            with self.subTest(sent):
                call = search(*ADRUN)
                call.sent = sent
                self.refuse(call, "sandbox_header")

    def test_action_of_http_and_of_addressing_agree_and_name_the_request(self):
        call = search(*ADRUN)
        self.assertEqual(Answer(*self.channel.post(call.text(), ACTION + "rechercherInsAvecCarteVitale")).error, "sandbox_header")
        call = search(*ADRUN)
        call.operation = "rechercherInsAvecCarteVitale"
        self.refuse(call, "sandbox_schema")
        call = search(*ADRUN)
        call.operation = "effacerIns"
        self.refuse(call, "sandbox_action")

    def test_entities_other_content_and_broken_xml_are_refused(self):
        call = search(*ADRUN)
        call.edit = lambda text: '<!DOCTYPE x [<!ENTITY e "e">]>' + text
        self.refuse(call, "sandbox_xml")
        for body, kind in ((b"<s:Envelope", "application/soap+xml"), (b"", "application/soap+xml"), (call.text(), "text/xml")):
            with self.subTest(body=body[:12], kind=kind):
                self.assertRegex(Answer(*self.channel.post(body, content_type=kind)).error, "^sandbox_(xml|http)$")


class Criteria(InsiTest):
    def test_order_and_presence_of_the_traits(self):
        for what, change, code in (("sex before name", ("<NomNaissance>ADRUN</NomNaissance>", "<Sexe>F</Sexe><NomNaissance>ADRUN</NomNaissance>"), "schema"),
                                   ("two names", ("<NomNaissance>", "<NomNaissance>A</NomNaissance><NomNaissance>"), "schema"),
                                   ("unknown", ("<Sexe>", "<NomUsage>X</NomUsage><Sexe>"), "schema"),
                                   ("no first name", ("<Prenom>ZOE</Prenom>", ""), "criteria"),
                                   ("no date", ("<DateNaissance>1975-12-31</DateNaissance>", ""), "criteria")):
            with self.subTest(what):
                call = search(*ADRUN)
                call.edit = replacing(*change)
                self.refuse(call, f"sandbox_{code}")

    def test_names_outside_the_profile_are_refused(self):
        for name in ("Adrun", "ÉDRUN", "D’AEION", "ADRUN2", "AD_RUN", "-ADRUN", " ADRUN", "ADRUN ", "AD  RUN", "D' ADRUN", "AD''RUN", "ÆION", "A---B", "'",
                     "", "A" * 101):
            with self.subTest(name):
                self.refuse(search(name, *ADRUN[1:]), "sandbox_characters")
        for name in ("CŒUR", "ZOÉ", "ZOE--ANNE", "ZOE-", "ZOE'", "-ZOE", "ZOE1"):
            with self.subTest(first_name=name):
                self.refuse(search("ADRUN", [name], *ADRUN[2:]), "sandbox_characters")
        for name in ("D'ARTAGNAN DE L'HERAULT", "A--B", "'T HOOFT", "O'NEIL"):
            with self.subTest(allowed=name):
                self.assertIn(self.channel.call(search(name, *ADRUN[1:])).code, ("00", "01"))

    def test_dates_sexes_and_places_outside_their_form_are_refused(self):
        tomorrow = (datetime.date.today() + datetime.timedelta(days=1)).isoformat()
        for sex, date, place in (("I", "1975-12-31", ""), ("U", "1975-12-31", ""), ("F", "31-12-1975", ""), ("F", "1975-02-30", ""), ("F", "19751231", ""),
                                 ("F", tomorrow, ""), ("F", "1975-12-31", "6322"), ("F", "1975-12-31", "2C020")):
            with self.subTest(sex=sex, date=date, place=place):
                self.refuse(search("ADRUN", ["ZOE"], sex, date, place), "sandbox_characters")
        self.assertEqual(self.channel.call(search("ADRUN", ["ZOE"], "F", "1975-00-00")).code, "01")


class Cards(InsiTest):
    def setUp(self):
        super().setUp()
        self.channel = self.open_channel(None, port="card_port")
        self.card = CardAssertion(pair(CARD, "card"), CARD)

    def call(self):
        call = search(*ADRUN)
        call.security = self.card.header()
        return call

    def test_a_card_speaks_for_its_holder(self):
        """INSi is searched with an assertion signed by a professional's card [RIS.INS.49]"""
        self.assertEqual(self.channel.call(self.call()).code, "00")
        last = self.insi.journal()[-1]
        self.assertEqual((last["mode"], last["professional"]), ("card", CARD))

    def test_one_assertion_serves_for_an_hour_and_no_longer(self):
        header = self.card.header()
        for _ in range(2):
            call = search(*ADRUN)
            call.security = header
            self.assertEqual(self.channel.call(call).code, "00")
        self.card.issued = now(minutes=-59)
        self.assertEqual(self.channel.call(self.call()).code, "00")
        for issued in (now(minutes=-61), now(minutes=6), "hier"):
            self.card.issued = issued
            self.refuse(self.call(), "sandbox_assertion")

    def test_what_the_card_did_not_sign_is_refused(self):
        for what, change in {"altered": replacing("SA07", "SA08"), "unsigned": lambda text: text[:text.index("<Signature")] + text[text.index("</Signature>") + 12:],
                             "another digest": replacing("xmlenc#sha256", "xmlenc#sha512")}.items():
            with self.subTest(what):
                self.card.tamper = change
                self.refuse(self.call(), "sandbox_assertion")

    def test_no_assertion_none_of_the_authority_nor_of_another_holder(self):
        self.refuse(search(*ADRUN), "sandbox_assertion")
        for folder in ("card/expired", "card/other-ca"):
            with self.subTest(folder):
                self.card = CardAssertion(pair(CARD, folder), CARD)
                self.refuse(self.call(), "sandbox_assertion")
        self.card = CardAssertion(pair("sign"), CARD)
        self.refuse(self.call(), "sandbox_assertion")
        self.card = CardAssertion(pair(CARD, "card"), "899700218896")
        self.refuse(self.call(), "DESIR_560")

    def test_conditions_and_attributes_are_read(self):
        for what, change in {"over": replacing("<Subject>", f'<Conditions NotOnOrAfter="{now(seconds=-1)}"/><Subject>'),
                             "no billing id": replacing("750000001", "")}.items():
            with self.subTest(what):
                self.card = CardAssertion(pair(CARD, "card"), CARD)
                self.card.edit = change
                self.refuse(self.call(), "sandbox_assertion")


class Misbehaviour(InsiTest):
    def test_a_connection_dropped_before_reading(self):
        self.behave("drop_before", count=1)
        with self.assertRaises(DROPPED):
            self.channel.call(search(*ADRUN))
        self.channel = self.open_channel()
        self.found(*ADRUN)

    def test_an_answer_lost_after_the_search_uses_up_its_identifiers(self):
        self.behave("drop_after", count=1)
        call = search(*ADRUN)
        with self.assertRaises(DROPPED):
            self.channel.call(call)
        self.assertEqual(self.insi.journal()[-1]["outcome"], "00, drop_after")
        self.channel = self.open_channel()
        self.refuse(call, "sandbox_replay")

    def test_technical_faults_http_errors_garbage_and_half_an_answer(self):
        self.behave("fault", count=1)
        answer = self.refuse(search(*ADRUN), "insi_102")
        self.assertEqual((answer.text("Code/Value"), answer.text("Subcode/Value")), ("soap:Receiver", "soap:siram_40"))
        self.behave("http", status=503, count=1)
        self.assertEqual(self.channel.post(search(*ADRUN).text())[0], 503)
        self.behave("garbage", count=1)
        status, body = self.channel.post(search(*ADRUN).text())
        self.assertEqual((status, body[:6]), (200, b"<html>"))
        self.behave("truncated", count=1)
        with self.assertRaises(http.client.IncompleteRead):
            self.channel.post(search(*ADRUN).text())

    def test_a_rule_concerns_its_operation_alone_and_unknown_ones_are_refused(self):
        self.behave("fault", service="verifierInsUnitaire")
        self.found(*ADRUN)
        self.assertEqual(self.behave("explode")["status"], 400)
        self.assertEqual(self.behave("fault", service="patients")["status"], 400)

    def test_a_delay_holds_nobody_else_up(self):
        self.behave("delay", ms=700, count=1)
        slow = threading.Thread(target=self.channel.call, args=(search(*ADRUN),))
        slow.start()
        while not self.insi.admin("GET", "/behave")[0]["applied"]:
            pass
        self.assertEqual(self.open_channel().call(search(*ADRUN)).code, "00")
        self.assertTrue(slow.is_alive())
        slow.join()

    def test_the_journal_and_the_counts_tell_every_call(self):
        self.found(*ADRUN)
        stats = self.insi.admin("GET", "/stats")
        self.assertEqual((stats["requests"]["rechercherInsAvecTraitsIdentite"], stats["outcomes"]["00"]), (1, 1))
        last = self.insi.journal()[-1]
        self.assertEqual((last["outcome"], last["criteria"]["firstNames"], last["software"]["idam"]), ("00", ["ZOE"], "CLAIRIS-SANDBOX"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
