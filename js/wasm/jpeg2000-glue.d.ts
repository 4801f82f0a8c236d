// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What bindings/jpeg2000.cpp exports through Emscripten's glue.

import type { CodecModule } from './codec-glue.js';
import type { GlueFactory } from './load.js';

declare const factory: GlueFactory<CodecModule>;
export default factory;
