// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every flow there is, and a custom one that declares nothing, through the one contract suite.

import { declareFlow, drop, type Flow, isBulkData, isPrivate, keep, stopAt } from 'dcmstream';
import { keepsTheContract } from '../support/flow-contract.js';

const passing: Flow = () => ({ part: (part, emit) => emit(part) });

keepsTheContract('a custom flow that declares nothing', () => passing);
keepsTheContract('a custom flow that looks', () => declareFlow(passing, { resizes: 'nothing' }));
keepsTheContract('drop', () => drop(isPrivate, 0x00080060, '(0008,1140)[1]', '**.(0008,1155)'));
keepsTheContract('drop of bulk data', () => drop(isBulkData), { swallowsPixels: true });
keepsTheContract('keep', () => keep(0x00100010, '(0008,1140)[*].(0008,1155)'), { swallowsPixels: true });
keepsTheContract('stopAt', () => stopAt(0x00100000));
