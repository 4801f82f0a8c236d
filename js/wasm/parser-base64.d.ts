// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Made by the build: parser.wasm as text.

export declare const parserBase64: string;
