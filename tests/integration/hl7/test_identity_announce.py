# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The built program between a hospital that tells identities and a requester's system that hears of them; what goes out is read by an independent
HL7 library (python3-hl7)."""
import unittest

import test_order_status as road

INS, OTHER = "279035121518989", "277076322082910"
AUTHORITY = "ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO"


def number(matricule):
    return f"{matricule}^^^{AUTHORITY}^INS"


class Hospital:
    """Sends ADT of a public test identity and says which control ids were accepted."""

    def __init__(self, port):
        self.port, self.sent = port, 0

    def tell(self, event, structure, ipp, theirs, status, ins="", mrg="", used=""):
        self.sent += 1
        identifiers = "~".join(filter(None, (f"{theirs}^^^DPI^PI", f"{ipp}^^^GAM^PI", ins and number(ins))))
        names = "PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L" + (f"~{used}^^^^^^D" if used else "")
        pid = ["PID", "1", "", identifiers, "", names, "", "19790328", "F", "", "", "^^^^^^BDL^^51215"] + [""] * 20 + [status]
        segments = [f"MSH|^~\\&|GAM|CH|CLAIRIS|MAIN|20261120080000+0100||ADT^{event}^{structure}|G{self.sent}|T|2.5^FRA^2.11|||||FRA|UNICODE UTF-8",
                    "EVN||20261120080000+0100", "|".join(pid), f"MRG|{mrg}" if mrg else "PV1|1|N", ""]
        return road.send(self.port, "\r".join(segments))


def text(message, segment, field):
    return str(message.segment(segment)[field])


class IdentityAnnounced(road.OrderStatus):
    """Its fixtures: an instance that serves, and the requester's receiver."""

    test_heard = test_killed_while_sending = None

    def feed(self, **more):
        self.serving(self.new_instance(), "hl7.sender.GAM.trust=same_domain", "hl7.destination.HIS.identity=true", "hl7.destination.HIS.merges=true",
                     "hl7.destination.HIS.patient_authority=DPI", *(f"{name}={value}" for name, value in more.items()))
        return Hospital(self.mllp_port)

    def test_changes(self):
        """qualified, renamed, replaced, withdrawn: the requester hears A31 and A47 with the INS of a qualified identity alone [RIS.INS.34] [RIS.INS.36] [SR-02]"""
        hospital = self.feed()
        self.assertEqual("AA", hospital.tell("A28", "ADT_A05", "IPP1", "D1", "PROV"))
        self.assertEqual("AA", hospital.tell("A31", "ADT_A05", "IPP1", "D1", "VALI", INS))
        self.requester.wait_for(1)
        self.assertEqual("AA", hospital.tell("A31", "ADT_A05", "IPP1", "D1", "VALI", INS, used="ŒUVRARD"))
        self.requester.wait_for(2)
        self.assertEqual("AA", hospital.tell("A47", "ADT_A30", "IPP1", "D1", "VALI", OTHER, mrg=number(INS)))
        self.requester.wait_for(3)
        self.assertEqual("AA", hospital.tell("A47", "ADT_A30", "IPP1", "D1", "PROV", '""', mrg=number(OTHER)))
        heard = self.requester.wait_for(4)
        self.assertEqual(["A31", "A31", "A47", "A47"], [str(message.segment("MSH")[9][0][1]) for message in heard])
        self.assertEqual(["ADT_A05", "ADT_A05", "ADT_A30", "ADT_A30"], [str(message.segment("MSH")[9][0][2]) for message in heard])
        self.assertEqual(["VALI", "VALI", "VALI", "PROV"], [text(message, "PID", 32) for message in heard])
        identifiers = [[str(cx[0]) for cx in message.segment("PID")[3]] for message in heard]
        self.assertEqual([["D1", INS], ["D1", INS], ["D1", OTHER], ["D1", '""']], identifiers)
        self.assertEqual([INS, OTHER], [str(message.segment("MRG")[1][0][0]) for message in heard[2:]])
        self.assertEqual(AUTHORITY, str(heard[0].segment("PID")[3][1][3]))
        self.assertEqual(["PAT-TROIS", "ŒUVRARD"], [str(name[0]) for name in heard[1].segment("PID")[5]])
        self.assertEqual(("19790328", "F"), (text(heard[0], "PID", 7), text(heard[0], "PID", 8)))
        self.assertEqual("N", text(heard[0], "PV1", 2))
        self.assertEqual(("T", "2.5^FRA^2.11"), (text(heard[0], "MSH", 11), text(heard[0], "MSH", 12)))
        self.assertEqual(4, len({text(message, "MSH", 10) for message in heard}))

    def test_lowered(self):
        """lowered without a word about the number: what is told takes it away, and no later message has it [RIS.INS.36] [RIS.INS.37] [SR-02]"""
        hospital = self.feed()
        self.assertEqual("AA", hospital.tell("A28", "ADT_A05", "IPP1", "D1", "PROV"))
        self.assertEqual("AA", hospital.tell("A31", "ADT_A05", "IPP1", "D1", "VALI", INS))
        self.requester.wait_for(1)
        self.assertEqual("AA", hospital.tell("A31", "ADT_A05", "IPP1", "D1", "VALI~DOUT", INS))
        self.requester.wait_for(2)
        self.assertEqual("AA", hospital.tell("A31", "ADT_A05", "IPP1", "D1", "PROV", INS, used="USAGE"))
        heard = self.requester.wait_for(3)
        self.assertEqual(["A31", "A47", "A31"], [str(message.segment("MSH")[9][0][1]) for message in heard])
        self.assertEqual(['D1', '""'], [str(cx[0]) for cx in heard[1].segment("PID")[3]])
        self.assertEqual(["PROV", "DOUT"], [str(status) for status in heard[1].segment("PID")[32]])
        self.assertNotIn(INS, str(heard[2]))

    def test_merge(self):
        """a merge of the hospital is told to the requester under the requester's own numbers [RIS.INS.34]"""
        hospital = self.feed()
        self.assertEqual("AA", hospital.tell("A28", "ADT_A05", "IPP1", "D1", "VALI", INS))
        self.assertEqual("AA", hospital.tell("A28", "ADT_A05", "IPP2", "D2", "PROV"))
        self.assertEqual("AA", hospital.tell("A40", "ADT_A39", "IPP1", "D1", "VALI", INS, mrg="IPP2^^^GAM^PI"))
        count, merges = 1, []
        while not merges:
            merges = [message for message in self.requester.wait_for(count) if str(message.segment("MSH")[9][0][1]) == "A40"]
            count += 1
        self.assertEqual("ADT_A39", str(merges[0].segment("MSH")[9][0][2]))
        self.assertEqual(["D1", INS], [str(cx[0]) for cx in merges[0].segment("PID")[3]])
        self.assertEqual("D2", str(merges[0].segment("MRG")[1][0][0]))


if __name__ == "__main__":
    unittest.main()
