// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The file meta information of a de-identified file: made anew, with nothing that is not needed. PS3.10 §7.1

import '../../pixel-messages.js';
import { findUid } from '../../dictionary/uids.js';
import { DicomError } from '../../errors.js';
import { elementParts, type Place } from '../../flow/elements.js';
import { wholeValue, uidOf } from '../../flow/file-meta.js';
import { implementationClassUID, implementationVersionName } from '../../flow/implementation.js';
import { nativeForm, nativeSyntaxOf } from '../../flow/transfer-syntaxes.js';
import { makePart } from '../../made-part.js';
import type { Part } from '../../part.js';
import { padValue } from '../../values/encode/encode-value.js';
import type { Encoder } from '../../wasm/encode.js';

const mediaStorageClass = 0x00020002;
const mediaStorageInstance = 0x00020003;
const transferSyntaxTag = 0x00020010;

/** Media Storage Directory Storage. */
const directoryClass = '1.2.840.10008.1.3.10';

/** What of the input's file meta counts. */
export interface InputMeta {
  readonly sopClass: string;
  readonly sopInstance: string;
  /** '' where none is declared. */
  readonly transferSyntax: string;
}

/**
 * Reads the file meta.
 * @throws DicomError with code `context_not_allowed` for a DICOMDIR, whose records name files and patients; with
 * `transfer_syntax_unsupported` where nobody knows what the transfer syntax stands for.
 */
export function readMeta(parts: readonly Part[]): InputMeta {
  const meta = parts.filter((part) => part.meta);
  const uid = (tag: number): string => uidOf(wholeValue(meta, tag));
  const [sopClass, sopInstance, transferSyntax] = [
    uid(mediaStorageClass),
    uid(mediaStorageInstance),
    uid(transferSyntaxTag),
  ];
  if (sopClass === directoryClass) throw new DicomError({ code: 'context_not_allowed', tag: mediaStorageClass });
  if (transferSyntax !== '' && findUid(transferSyntax) === undefined) {
    throw new DicomError({ code: 'transfer_syntax_unsupported', tag: transferSyntaxTag });
  }
  return { sopClass, sopInstance, transferSyntax };
}

/** The transfer syntax that the data set is written in, whose first part is `first`. */
export function writtenSyntax({ transferSyntax }: InputMeta, first: Part | undefined): string {
  if (first === undefined || (transferSyntax !== '' && nativeForm(transferSyntax) === undefined)) return transferSyntax;
  const { explicitVR, bigEndian, inflated } = first;
  return nativeSyntaxOf({ explicitVR, bigEndian, inflated }) ?? transferSyntax;
}

const ascii = new TextEncoder();

const place: Place = {
  explicitVR: true,
  bigEndian: false,
  meta: true,
  inflated: false,
  parent: undefined,
  position: 0,
};

/** A preamble of zeros and the file meta. UIDs that are '' are left out. */
export function makeMeta(encoder: Encoder, uids: InputMeta): Part[] {
  const text = (tag: number, vr: string, value: string): Part[] =>
    value === '' ? [] : elementParts(encoder, place, tag, vr, padValue(ascii.encode(value), vr));
  const rest = [
    ...elementParts(encoder, place, 0x00020001, 'OB', Uint8Array.of(0, 1)),
    ...text(mediaStorageClass, 'UI', uids.sopClass),
    ...text(mediaStorageInstance, 'UI', uids.sopInstance),
    ...text(transferSyntaxTag, 'UI', uids.transferSyntax),
    ...text(0x00020012, 'UI', implementationClassUID),
    ...text(0x00020013, 'SH', implementationVersionName),
  ];
  const size = rest.reduce((sum, part) => sum + part.size, 0);
  const preamble = new Uint8Array(132);
  preamble.set(ascii.encode('DICM'), 128);
  return [
    makePart({ kind: 'preamble', length: 132, bytes: preamble }),
    ...elementParts(encoder, place, 0x00020000, 'UL', encoder.u32(size, false)),
    ...rest,
  ];
}
