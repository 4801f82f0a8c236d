// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every flow there is, and a custom one that declares nothing, through the one contract suite.

import {
  declareFlow,
  drop,
  evenLengths,
  type Flow,
  groupLengths,
  isBulkData,
  isPrivate,
  keep,
  requireContext,
  stopAt,
  toDefinedLengths,
  toTransferSyntax,
  toUndefinedLengths,
  toUtf8,
  withMeta,
} from 'dcmstream';
import { keepsTheContract } from '../support/flow-contract.js';

const passing: Flow = () => ({ part: (part, emit) => emit(part) });

keepsTheContract('a custom flow that declares nothing', () => passing);
keepsTheContract('a custom flow that looks', () => declareFlow(passing, { resizes: 'nothing' }));
keepsTheContract('drop', () => drop(isPrivate, 0x00080060, '(0008,1140)[1]', '**.(0008,1155)'));
keepsTheContract('drop of bulk data', () => drop(isBulkData), { swallowsPixels: true });
keepsTheContract('keep', () => keep(0x00100010, '(0008,1140)[*].(0008,1155)'), { swallowsPixels: true });
keepsTheContract('stopAt', () => stopAt(0x00100000));
keepsTheContract('evenLengths', () => evenLengths());
keepsTheContract('groupLengths that removes', () => groupLengths('remove'));
keepsTheContract('groupLengths that computes', () => groupLengths('compute'));
keepsTheContract('requireContext', () => requireContext([{}]));
keepsTheContract('requireContext of a SOP class', () => requireContext([{ sopClass: '1.2' }, {}]));
keepsTheContract('toDefinedLengths', () => toDefinedLengths());
keepsTheContract('toUndefinedLengths', () => toUndefinedLengths());
keepsTheContract('toUtf8', () => toUtf8());
keepsTheContract('withMeta', () => withMeta());
for (const syntax of ['ILE', 'ELE', 'EBE']) {
  keepsTheContract(`toTransferSyntax(${syntax})`, () => toTransferSyntax(syntax));
}
const unsupported = 'transfer_syntax_unsupported';
keepsTheContract('toTransferSyntax(DELE)', () => toTransferSyntax('DELE'), {
  refuses: { 'without meta': unsupported },
});
