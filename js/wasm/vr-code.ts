// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How a VR crosses to the core.

/** Its two letters, the first in the lower byte; 0 of ''. */
export function vrCode(vr: string): number {
  return vr === '' ? 0 : vr.charCodeAt(0) | (vr.charCodeAt(1) << 8);
}
