// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// A shared library like any other: no handshake. Its constructor function is all that runs.
extern "C" __attribute__((visibility("default"))) int answer() { return 42; }
