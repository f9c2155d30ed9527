// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace clairis::bench {

/// Serves ready-made data sets from memory until standard input ends: what DCMTK and the network cost without any worklist. The called
/// AE title says how many answers a query gets: "FLOOR1", "FLOOR40" … Prints the port first.
void serveFloor();

}  // namespace clairis::bench
