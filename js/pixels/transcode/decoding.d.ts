// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// transcoder.js and what it needs, bundled by tools/build.mjs: flows load it when encapsulated pixel data come. It is one file because
// bundlers load what a lazy module shares with the package's entry at once, and that would be all of js/pixels.

export { Transcoder } from './transcoder.js';
