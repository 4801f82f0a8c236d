// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What makes parts, handed in by the flow: what decodes is a file of its own, and there is one class of parts.

import type { elementHeader, elementParts, noteBefore } from '../../flow/elements.js';
import type { makePart } from '../../made-part.js';

export interface PartMaker {
  readonly elementHeader: typeof elementHeader;
  readonly elementParts: typeof elementParts;
  readonly makePart: typeof makePart;
  readonly noteBefore: typeof noteBefore;
}
