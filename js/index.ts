// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The public API, a table of contents.

// Getting ready: optional, but for the synchronous calls.
export { init, type InitOptions } from './init.js';
export type { ModuleName, WasmSource } from './wasm/load.js';

// Streams: bytes → parse → through(flows) → bytes.
export { parse, createPartParser, type ParseOptions, type PartOptions } from './parse/parse.js';
export type { ReadOptions } from './parse/options.js';
export type { PartParser } from './parse/part-parser.js';
export {
  declareFlow,
  through,
  type Emit,
  type Flow,
  type FlowStage,
  type FlowControl,
  type Resizes,
} from './flow/flow.js';
export { openPartMaker, type MadeElement, type PartMaker } from './flow/part-maker.js';
export { collect, type CollectOptions, type OnCollected } from './flows/collect.js';
export { drop } from './flows/drop.js';
export { edit } from './flows/edit.js';
export { rulesPart, type RulesPartOptions } from './flows/editing/rules-part.js';
export type {
  EditOptions,
  InsertRule,
  ModifyRule,
  NewElement,
  NewItem,
  NewValue,
  RemoveRule,
  Rule,
  ValueFunction,
} from './flows/editing/rules.js';
export type { OldValue } from './flows/editing/old-value.js';
export { evenLengths } from './flows/even-lengths.js';
export { groupLengths, type GroupLengthsOptions } from './flows/group-lengths.js';
export { insert, type InsertOptions } from './flows/insert.js';
export { keep } from './flows/keep.js';
export { modify, type ModifyOptions } from './flows/modify.js';
export { remove } from './flows/remove.js';
export { requireContext, type AllowedContext, type RequireContextOptions } from './flows/require-context.js';
export { stopAt } from './flows/stop-at.js';
export { toDefinedLengths, type DefinedLengthsOptions } from './flows/to-defined-lengths.js';
export { toTransferSyntax, type TransferSyntaxOptions } from './flows/to-transfer-syntax.js';
export { toUndefinedLengths } from './flows/to-undefined-lengths.js';
export { toUtf8, type Utf8Options } from './flows/to-utf8.js';
export { withMeta, type MetaOptions } from './flows/with-meta.js';
export { implementationClassUID, implementationVersionName } from './flow/implementation.js';
export { isBulkData, isGroupLength, isMeta, isPrivate, ofVr } from './flows/kinds.js';
export type { Selector } from './flows/selector.js';
export { bytes } from './sinks/bytes.js';
export { json, type JsonOptions } from './sinks/json.js';
export { xml, type XmlOptions } from './sinks/xml.js';
export { fromJson, type FromJsonOptions } from './sources/from-json.js';
export type { BulkAttribute, BulkSource, SizedStream } from './sources/bulk.js';
export type { BulkReader } from './sources/bulk-values.js';
export type { JsonSource } from './sources/json/json-source.js';
export { fromXml, type FromXmlOptions } from './sources/from-xml.js';
export type { ModelOptions } from './sources/model-options.js';
export type { TextSource } from './sources/text-source.js';
export { dump, type DumpOptions } from './sinks/dump.js';
export { fromDump, type FromDumpOptions } from './sources/from-dump.js';
export type { BulkReference, FindBulk } from './sources/dump/dump-bulk.js';
export type { DumpEncoding } from './sources/dump/dump-records.js';
export { Part, noteOf, undefinedLength, type Note, type PartKind } from './part.js';
export { Path, ItemNode, formatTag, parsePath } from './path.js';
export type { Source } from './source.js';

// Data sets.
export { readDataset, parseBuffer, type DatasetOptions } from './dataset/read.js';
export { readParts, type PartCollectorOptions } from './dataset/part-collector.js';
export { Dataset, type Key, type WithOptions } from './dataset/dataset.js';
export type { ElementValue, PrivateKey } from './dataset/new-value.js';
export { differences, sameDataset, type Difference, type DifferenceOptions } from './dataset/differences.js';
export { validateDataset, type DatasetFinding, type ValidateOptions } from './dataset/validate.js';
export type { BytesOptions, WriteOptions } from './writing/write-dataset.js';
export { Element, type Fragment } from './dataset/element.js';

// Values: text and names.
export { CharacterSet } from './values/text.js';
export { recognizeCharacterSet, type RecognizedCharacterSet } from './values/character-set-evidence.js';
export {
  formatPersonName,
  isSameName,
  makePersonName,
  type NameComponents,
  parsePersonName,
  type PersonName,
  type PersonNameParts,
} from './values/person-name.js';

// Values: dates, times, ages, and numbers that are written as text.
export { compareDates, type DicomDate, formatDate, parseDate } from './values/strings/date.js';
export { compareTimes, type DicomTime, endOfTime, formatTime, parseTime, startOfTime } from './values/strings/time.js';
export {
  combineDateTime,
  compareDateTimes,
  dateOf,
  type DicomDateTime,
  endOfDateTime,
  formatDateTime,
  fromJsDate,
  parseDateTime,
  startOfDateTime,
  toJsDate,
} from './values/strings/date-time.js';
export {
  formatRange,
  parseDateRange,
  parseDateTimeRange,
  parseTimeRange,
  type QueryRange,
} from './values/strings/ranges.js';
export { formatUtcOffset, parseUtcOffset } from './values/strings/utc-offset.js';
export { type Age, formatAge, parseAge } from './values/strings/age.js';
export {
  formatDecimal,
  formatInteger,
  isExactAsNumber,
  isSameDecimal,
  parseDecimal,
  parseInteger,
} from './values/strings/decimal.js';
export { parseTag } from './values/strings/tag-text.js';

// Values: to bytes, and whether they are valid.
export { encodeText, isEncodable, type TextEncoding } from './values/encode/encode-text.js';
export { encodeValue, padValue, type Value, type ValueEncoding } from './values/encode/encode-value.js';
export {
  type Finding,
  type FindingCode,
  validateBytes,
  validateText,
  type ValidationOptions,
} from './values/validate/validation.js';
export { allowsCount, type Multiplicity, parseMultiplicity } from './values/validate/multiplicity.js';

// Where everything is.
export {
  indexFile,
  type ByteRange,
  type FileIndex,
  type IndexedElement,
  type IndexOptions,
} from './sinks/file-index.js';
export { readFrame, type ReadFrameOptions } from './sinks/read-frame.js';
export type { RangeReader } from './range-reader.js';

// De-identification.
export { createDeidentifier, deidentify, type Deidentification, type Deidentifier } from './deid/deidentify.js';
export type { DeidentifyOptions } from './deid/engine/settings.js';
export type { BlankRegion, RegionSource } from './deid/pixels/regions.js';
export type { AttributeCondition, PixelCondition } from './deid/pixels/rules/condition.js';
export type { RuleBlank, RuleKeep, RuleRegion } from './deid/pixels/rules/rectangles.js';
export {
  readPixelRules,
  type PixelMatch,
  type PixelRule,
  type PixelRules,
  type PixelRulesInput,
} from './deid/pixels/rules/rule-set.js';
export { fromCtpPixelScript } from './deid/pixels/rules/ctp-script.js';
export type { Manifest, ManifestEntry } from './deid/manifest.js';
export type { Report, ReportEntry, ReviewReason, RuleCount } from './deid/report.js';
export { reportPage, type NamedReport } from './deid/page/report-page.js';
export { actionInWords, optionInWords, reviewInWords, ruleInWords } from './deid/page/plain-words.js';
export { Secret } from './deid/replacement/secret.js';
export { readPseudonyms, type Pseudonym, type PseudonymSource } from './deid/replacement/pseudonyms.js';
export { formatUidMapping, readUidMapping, type UidMapping, type UidSource } from './deid/replacement/uids.js';
export { allowedWords } from './deid/text/clean-text.js';
export type { PatientIdentity } from './deid/replacement/patient.js';
export {
  readProfile,
  type CreatorOverride,
  type Override,
  type PathOverride,
  type Profile,
  type ProfileInput,
  type TagOverride,
  type VrOverride,
} from './deid/profile.js';
export { verifyDeidentified, type VerifyOptions } from './deid/verify/verify.js';
export type { Verification, VerificationFinding, VerificationKind } from './deid/verify/verification.js';
export type { Action } from './deid/rule/action.js';
export type { OptionName, ProfileOptions } from './deid/rule/option.js';

// Upload.
export { stow } from './upload/stow.js';
export type { StowOptions, StowProgress } from './upload/options.js';
export {
  UploadError,
  type StowCause,
  type StowOutcome,
  type StowReason,
  type StowResult,
  type StowStatus,
} from './upload/outcome.js';
export type { StowFile, StowSource } from './upload/prepare.js';

// Pixels.
export { readFrames, type FrameOptions } from './sinks/frames.js';
export { readEncodedFrames, type EncodedFrameOptions } from './sinks/encoded-frames.js';
export { decodeFrame, type DecodeOptions, type FrameRequest } from './pixels/decode.js';
export type { EncodedFrame, NativeForm } from './pixels/encoded/encoded-frame.js';
export type { FrameEncoding } from './pixels/encoded/encoding.js';
export type { PixelFormat } from './pixels/describe.js';
export type { CodecName, DecodedFrame, FrameDecoder, FrameJob, FrameRegion } from './wasm/codec.js';
export type { Frame, Packing, Samples, SampleType } from './pixels/frame.js';
export type {
  Display,
  LookUpTable,
  Overlay,
  Palette,
  Rescale,
  ValueRange,
  VoiFunction,
  VoiLut,
  VoiWindow,
} from './pixels/display/display.js';
export { createDecoder, type Decoder, type DecoderFrameOptions, type DecoderOptions } from './decoder/decoder.js';
export type { DecoderStats } from './decoder/pool.js';
export type { DecoderWorker } from './decoder/threads-web.js';
export { automaticWindow, render, type RenderedFrame, type RenderOptions } from './pixels/render.js';
export type { Voi } from './pixels/display/voi.js';
export { RawFrames } from './pixels/raw.js';

// Identifiers.
export { createUid, createUidFromName, isValidUid } from './values/uid.js';

// Names, once `await init({ names: true, privateNames: true })` has loaded them.
export { names, privateNames } from './dictionary/registry.js';
export type { Names } from './dictionary/names.js';
export type { PrivateAttribute, PrivateNames } from './dictionary/private-attributes.js';

// Errors.
export { DicomError, type DicomErrorFields, type MisuseError } from './errors.js';
export type { QuirkCode, StatusCode } from './codes.js';
