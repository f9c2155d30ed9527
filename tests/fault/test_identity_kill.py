# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Identities stay whole under SIGKILL at any moment. CLAIRIS_FAULT_IDENTITIES (60 stories) and CLAIRIS_FAULT_SEED (1) change the run."""

import collections
import os
import re
import shutil
import sqlite3
import unittest

import identity_cases
import identity_partner
import identity_run
import identity_snapshot
from fault_instance import ROOT, PostgresDatabase

STORIES = int(os.environ.get("CLAIRIS_FAULT_IDENTITIES", "60"))
SEED = int(os.environ.get("CLAIRIS_FAULT_SEED", "1"))
LOSSY = ROOT / "build" / "lib" / "libclairis_lossy_vfs.so"
POSTGRES = os.environ.get("CLAIRIS_TEST_POSTGRES", "")
KILLS = STORIES // 2
KINDS = (identity_cases.Lowered, identity_cases.Reported, identity_cases.Colliding, identity_cases.Joined, identity_cases.Renumbered,
         identity_cases.Withdrawn, identity_cases.Merged, identity_cases.Downgraded, identity_cases.VerifiedKo, identity_cases.Told,
         identity_cases.Merged)


def without_ins(message):
    return re.sub(rb"~[^~|]*\^INS(?=[~|])", b"", message)


class IdentitiesKilledAgainAndAgain(unittest.TestCase):
    maxDiff = None

    def under_fire(self, **options):
        cases = [KINDS[number % len(KINDS)](number) for number in range(STORIES)]
        run = identity_run.IdentityRun(cases, KILLS, SEED, **options)
        self.addCleanup(run.close)
        run.fire()
        run.partner.loses = 0
        run.calm()
        end = run.settle(lambda found: not [wrong for case in cases for wrong in case.wrong(found)] and not list(found.unheard(run.partner)))
        self.assertEqual([wrong for case in cases for wrong in case.wrong(end)], [], "promises that are not kept")
        self.assertEqual(end.torn(), [])
        self.assertEqual(list(end.unheard(run.partner)), [])
        for first, again in run.partner.contradictions:
            # Prepared once, with and without the INS: a number that may not leave any more is left out, and nothing else.
            self.assertEqual(without_ins(first), again)
        kinds = collections.Counter(identity_partner.fields(message, "MSH")[8].split("^")[1] for message in run.partner.messages().values())
        self.assertTrue(kinds["A31"] and kinds["A47"] and kinds["A40"], kinds)
        self.assertGreater(run.partner.lost, 0, "no acknowledgement was lost")
        self.assertGreaterEqual(run.looks, KILLS, "the run was over before the process was killed")
        self.assertEqual(run.clairis.stop(), 0)
        run.clairis.run("audit", "verify")
        print(f"{run.kills} kills during {STORIES} stories, {len(end.patients)} identities, the partner heard {dict(kinds)} and lost {run.partner.lost} answers",
              flush=True)
        return run, end

    def test_sqlite(self):
        """merges and their undoing, feeds, downgrades and INSi's KO are whole after each kill, what was acknowledged acted once, a partner hears each change [SR-01] [SR-03] [SR-08] [RIS.INS.26] [RIS.INS.34] [RIS.INS.36] [RIS.INS.43]"""
        run, _ = self.under_fire()
        self.broken_copies_are_seen(run)

    def broken_copies_are_seen(self, run):
        """The look is no formality: each of these single rows, put back, is called torn."""
        for number, statement in enumerate((
                "UPDATE patient SET merged_into = '' WHERE merged_into <> ''",
                "UPDATE exam SET patient_id = (SELECT id FROM patient WHERE merged_into <> '') WHERE id = (SELECT MIN(id) FROM exam)",
                "UPDATE patient_local_id SET merge_id = 'none' WHERE merge_id <> ''",
                "UPDATE patient SET ins_matricule = NULL, ins_oid = NULL WHERE status = 'qualified'",
                "UPDATE patient SET status = 'provisional' WHERE status = 'validated'",
                "DELETE FROM patient_history WHERE id = (SELECT MAX(id) FROM patient_history)",
                "DELETE FROM event WHERE id = (SELECT MAX(id) FROM event WHERE name = 'patient.identity_changed')")):
            copy = run.clairis.folder / f"broken{number}.db"
            shutil.copy(run.clairis.folder / "clairis.db", copy)
            connection = sqlite3.connect(copy)
            with connection:
                self.assertGreater(connection.execute(statement).rowcount, 0, statement)
            connection.close()
            self.assertNotEqual(identity_snapshot.Snapshot(identity_snapshot.read_sqlite(copy)).torn(), [], statement)

    @unittest.skipUnless(LOSSY.exists(), f"{LOSSY.name} is not built")
    def test_sqlite_without_unsynced_writes(self):
        """the same when the disk forgets at each kill whatever was not synced [SR-01] [SR-03] [SR-08]"""
        self.under_fire(environment={"LD_PRELOAD": str(LOSSY)})

    @unittest.skipUnless(LOSSY.exists(), f"{LOSSY.name} is not built")
    def test_sqlite_on_a_full_disk(self):
        """the same when the disk is full in the middle of merges and downgrades: nothing is half done, and what was not stored is not acknowledged [SR-01] [SR-03] [SR-08]"""
        run, _ = self.under_fire(environment={"LD_PRELOAD": str(LOSSY)}, filling=True)
        self.assertIn("full", run.clairis.log.read_text(errors="replace"), "the disk was never full")

    @unittest.skipUnless(POSTGRES, "CLAIRIS_TEST_POSTGRES is not set")
    def test_postgresql(self):
        """the same on PostgreSQL [SR-01] [SR-03] [SR-08] [RIS.INS.26] [RIS.INS.34] [RIS.INS.36] [RIS.INS.43]"""
        self.under_fire(database=PostgresDatabase(POSTGRES))


if __name__ == "__main__":
    unittest.main(verbosity=2)
