// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace clairis {
class Host;
}

namespace clairis::reporting {

/// REST of a report's life beyond writing and validating: second reading, next versions, announcement, withdrawal, several signed together.
void addLifeRoutes(Host& host);

}  // namespace clairis::reporting
