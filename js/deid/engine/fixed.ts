// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is decided without a table being asked, for the report.

import type { Decision } from '../rule/decision.js';

export const isNoElement: Decision = Object.freeze({ action: 'X', rule: 'bytes that are no elements' });
export const isKey: Decision = Object.freeze({ action: 'X', rule: 'said twice of a content item' });
export const isOwn: Decision = Object.freeze({ action: 'X', rule: 'replaced by what is true of the result' });
export const inUtf8: Decision = Object.freeze({ action: 'K', rule: 'all text is in UTF-8' });
export const isOffset: Decision = Object.freeze({ action: 'K', rule: 'pixel data (PS3.5 §A.4)' });
export const isNoImage: Decision = Object.freeze({ action: 'X', rule: 'pixel data of neither the image nor its icon' });
export const isSecondImage: Decision = Object.freeze({ action: 'X', rule: 'pixel data behind those of the image' });
