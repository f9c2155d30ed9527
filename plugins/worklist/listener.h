// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "core/plugin/plugin.h"

namespace clairis::dicom {
class AssociationServer;
}

namespace clairis::worklist {

/// dicom.* and worklist.* as the configuration declares them.
std::vector<OptionSpec> optionSpecs();

/// The listening server of a host, or null when dicom.port is 0.
std::unique_ptr<dicom::AssociationServer> listen(Host& host);

}  // namespace clairis::worklist
