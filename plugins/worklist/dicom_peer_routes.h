// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/plugin/routes.h"
#include "plugins/worklist/dicom_peers.h"

namespace clairis::worklist {

/// GET, PUT and DELETE of /api/v1/dicom-peers: the allow-list of the DICOM listeners.
void addDicomPeerRoutes(Routes& routes, const std::shared_ptr<DicomPeers>& peers);

}  // namespace clairis::worklist
