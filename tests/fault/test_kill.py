# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What was promised survives SIGKILL at any moment. CLAIRIS_FAULT_VALIDATIONS (60) and CLAIRIS_FAULT_SEED (1) change the run."""

import os
import unittest

from kill_run import ROOT, KillRun, PostgresDatabase

VALIDATIONS = int(os.environ.get("CLAIRIS_FAULT_VALIDATIONS", "60"))
SEED = int(os.environ.get("CLAIRIS_FAULT_SEED", "1"))
LOSSY = ROOT / "build" / "lib" / "libclairis_lossy_vfs.so"
POSTGRES = os.environ.get("CLAIRIS_TEST_POSTGRES", "")


class ProcessKilledAgainAndAgain(unittest.TestCase):
    maxDiff = None

    def under_fire(self, **options):
        run = KillRun(VALIDATIONS, SEED, **options)
        self.addCleanup(run.close)
        run.fire()
        self.assertGreater(run.kills, 2, "the run was over before the process was killed")
        self.assertEqual(len(run.validated), VALIDATIONS)
        deliveries = run.settle()
        self.assertEqual(run.lost_orders(), [], "acknowledged orders that do not exist once")
        self.assertEqual(run.lost_validations(), [], "answers 2xx to a validation that is not there")
        unfinished = [(each["state"], each.get("reason")) for each in deliveries if each["state"] != "accepted"]
        self.assertEqual(unfinished, [], "deliveries that were not accepted")
        self.assertEqual(run.clairis.stop(), 0)
        # From here on the files are read from outside: only a stopped instance has nothing left to write.
        expected = {"validated": VALIDATIONS, "without_document": 0, "without_delivery": 0, "documents": VALIDATIONS, "deliveries": VALIDATIONS,
                    "accepted": VALIDATIONS}
        self.assertEqual(run.counts(), expected)
        received = run.sandbox.admin("GET", "/stats")["accepted"]
        self.assertEqual(len(received), len(set(received)), "the DMP holds a document twice")
        self.assertEqual(sorted(received), sorted(done["documentUniqueId"] for done in run.validated.values()))
        run.clairis.run("audit", "verify")
        print(f"{run.kills} kills during {VALIDATIONS} validations", flush=True)

    def test_sqlite(self):
        """no validation, order or delivery is lost or doubled when the process is killed at random moments [SR-30]"""
        self.under_fire()

    @unittest.skipUnless(LOSSY.exists(), f"{LOSSY.name} is not built")
    def test_sqlite_without_unsynced_writes(self):
        """the same when the disk forgets at each kill whatever was not synced [SR-30]"""
        self.under_fire(environment={"LD_PRELOAD": str(LOSSY)})

    @unittest.skipUnless(POSTGRES, "CLAIRIS_TEST_POSTGRES is not set")
    def test_postgresql(self):
        """the same on PostgreSQL [SR-30]"""
        self.under_fire(database=PostgresDatabase(POSTGRES))


if __name__ == "__main__":
    unittest.main(verbosity=2)
