// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What bindings/parser.cpp exports through Emscripten's glue.

import type { GlueFactory } from './load.js';

export interface ParserModule {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  reset(
    slot: number,
    flags: number,
    maxDepth: number,
    maxElements: number,
    allowedLow: number,
    allowedHigh: number,
  ): void;
  parse(slot: number, skipped: number, begin: number, end: number, final: boolean): number;
  inflate(slot: number): void;
  remark(slot: number, quirk: number): void;
  /** Of the dictionary; 0 where it has none or leaves a choice. */
  dictionaryVr(tag: number): number;
  windowAddress(): number;
  windowSize(): number;
  eventsAddress(): number;
  eventCapacity(): number;
  eventSize(): number;
  answerAddress(): number;
  slotCount(): number;
}

declare const factory: GlueFactory<ParserModule>;
export default factory;
