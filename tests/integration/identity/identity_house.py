# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A practice with plugin identity, the INSi stand-in, and one account of each kind: what the REST tests of identity share."""
from test_insi_rest import InsiRest


class IdentityHouse(InsiRest):
    """The instance of the INSi tests; its own tests run in their own class."""
    test_search_and_accept = test_rights = test_refused_locally = test_campaign = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls.account("file", "delivery_operator", "personal")

    def create(self, token=None, **traits):
        person = {"birthName": "ADRTROIS", "firstBirthName": "TOUSSAINT", "birthDate": "1960-01-01", "sex": "M", "birthPlaceCode": "2B020", **traits}
        return self.ask(token or self.secretary, "POST", "/api/v1/identities", person)

    def call(self, token, path, body=None, method="POST"):
        return self.ask(token, method, f"/api/v1/identities/{path}", body)
