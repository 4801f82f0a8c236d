// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Who wrote a file, for its file meta information. PS3.10 §7.1, PS3.7 §D.3.3.2

/** Implementation Class UID (0002,0012) of dcmstream: of a UUID made at random once, so it never changes. PS3.5 §B.2 */
export const implementationClassUID = '2.25.213774208208781411103012264100639159945';

/** Implementation Version Name (0002,0013): that of the package. */
export const implementationVersionName = 'DCMSTREAM 0.1.0';
