// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The flow that de-identifies: it holds back what comes until all that metadata decide is known, decides, and then goes on part by part.

import '../../write-messages.js';
import { type Dataset } from '../../dataset/dataset.js';
import { PartCollector } from '../../dataset/part-collector.js';
import { isPrivate } from '../../dictionary/private-blocks.js';
import { DicomError } from '../../errors.js';
import { type Place, placeOf } from '../../flow/elements.js';
import { HeldParts } from '../../flow/file-meta.js';
import type { Emit, FlowStage } from '../../flow/flow.js';
import { nativeForm } from '../../flow/transfer-syntaxes.js';
import { toTransferSyntax } from '../../flows/to-transfer-syntax.js';
import type { Part } from '../../part.js';
import { type Encoder, openEncoder } from '../../wasm/encode.js';
import { type ImageModule, loadImageModule } from '../../wasm/image.js';
import { withoutIdentifiers } from '../../wasm/redact.js';
import { Recorder, type Report } from '../report.js';
import { Machine } from './machine.js';
import { Outlet } from './outlet.js';
import { markedTags, type Marker, markersOf, type PixelText } from './markers.js';
import { hasSegments, isPixelTag, PixelGuard } from '../pixels/pixel-guard.js';
import { type InputMeta, makeMeta, readMeta, writtenSyntax } from './rebuilt-meta.js';
import { type DecidedPixels, planPixels } from '../pixels/plan.js';
import type { Settings } from './settings.js';
import { Subject } from './subject.js';
import { textsOf, validTexts } from '../values/kept-value.js';
import { ValueWorker } from '../values/value-worker.js';

/** A longer value is bulk: nothing in it decides. */
const bulkSize = 64 * 1024;
/** Values from here on at the root are not waited for: what names persons and places stands before, as a rule. */
const firstBulkGroup = 0x0042;

const iccProfile = 0x00282000;
const bitsAllocated = 0x00280100;
const sopClass = 0x00080016;
const sopInstance = 0x00080018;
const series = 0x0020000e;
const study = 0x0020000d;
const nothing = new Uint8Array(0);

/** Annotations, curves and overlays: lines and bits, which nobody reads here. */
function isGraphics(tag: number): boolean {
  return tag === 0x00700001 || tag >>> 24 === 0x50 || tag >>> 24 === 0x60;
}

export class DeidentifyStage implements FlowStage {
  readonly #settings: Settings;
  readonly #done: (report: Report) => void;
  readonly #recorder: Recorder;
  readonly #held: HeldParts;
  #encoder: Encoder | undefined;
  /** Of the root element under way. */
  #rootTag = 0;
  /** Whether an ICC profile has come, which only the image module can clean. */
  #hasProfile = false;
  /** The root element before which all was decided; 0 where nothing stood behind. */
  #bulkTag = 0;
  /** Bytes of a long value that goes whatever is decided; nobody need hold them. */
  #isSkipping = false;
  #isDecided = false;
  /** Decodes what is to be blanked. */
  #decoder: FlowStage | undefined;
  #machine: Machine | undefined;
  #out: Outlet | undefined;
  #guard: PixelGuard | undefined;
  /** The file meta, until the data set begins. */
  #meta: Part[] | undefined = [];
  #markers: readonly Marker[] = [];
  /** Where the markers that are left stand, if nothing follows. */
  #lastAtRoot: Part | undefined;
  #uids = { sopClass: '', sopInstance: '', series: '', study: '', original: '' };
  #startGuard: ((syntax: string) => void) | undefined;
  #syntax = '';
  #pixels: DecidedPixels | undefined;
  readonly #isPrivateGone: boolean;

  constructor(settings: Settings, done: (report: Report) => void) {
    const { maxEntries, maxSize, rules } = settings;
    this.#settings = settings;
    this.#done = done;
    this.#recorder = new Recorder(maxEntries);
    this.#held = new HeldParts(maxSize);
    const { options, overrides } = rules.profile;
    this.#isPrivateGone = !options.retainSafePrivate && !overrides.some((each) => 'creator' in each);
  }

  async start(): Promise<void> {
    this.#encoder = await openEncoder();
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#isDecided) {
      if (part.tag < this.#bulkTag) this.#reviewLate(part);
      return this.#feed(part);
    }
    if (this.#isSkipping) {
      this.#isSkipping = part.kind === 'value' && !part.last;
      if (part.kind === 'value') return undefined;
    }
    if (part.kind === 'deflated') throw notInflated(part);
    if (this.#isBulk(part)) {
      this.#bulkTag = this.#rootTag;
      return this.#decide(part, emit).then(() => this.#feed(part));
    }
    this.#held.add(part);
    return undefined;
  }

  async end(emit: Emit): Promise<void> {
    if (!this.#isDecided) {
      if (this.#held.parts.length === 0) return this.#report();
      await this.#decide(undefined, emit);
    }
    await this.#decoder?.end?.((part) => this.#process(part));
    this.#begin(undefined);
    this.#machine?.end();
    this.#markersUpTo(Infinity);
    await this.#out?.settle();
    this.#report();
  }

  /** What it says of persons was not known when text in front of it went out. */
  #reviewLate({ kind, depth, length }: Part): void {
    if (depth === 0 && length > 0 && (kind === 'header' || kind === 'sequence')) this.#recorder.review('out_of_order');
  }

  release(): void {
    this.#decoder?.release?.();
    this.#guard?.release();
  }

  /** Whether what is needed has come. */
  #isBulk(part: Part): boolean {
    const { kind } = part;
    if (kind === 'header') return !part.meta && this.#isBulkElement(part);
    if ((kind === 'sequence' || kind === 'fragments') && part.depth === 0) this.#rootTag = part.tag;
    return kind === 'fragments' && !part.meta && part.depth === 0 && isPixelTag(part.tag);
  }

  #isBulkElement({ tag, depth, length }: Part): boolean {
    if (depth === 0) this.#rootTag = tag;
    if (tag === iccProfile) this.#hasProfile = true;
    if (depth === 0 && isPixelTag(tag)) return true;
    if (length > bulkSize) {
      if (this.#rootTag >>> 16 >= firstBulkGroup) return true;
      this.#isSkipping = this.#isPrivateGone && (isPrivate(tag) || isPrivate(this.#rootTag));
    }
    return false;
  }

  /** All that metadata decide. `next` is the first part that is not held. */
  async #decide(next: Part | undefined, emit: Emit): Promise<void> {
    this.#isDecided = true;
    const held = this.#held.take();
    const { rules, options } = this.#settings;
    const collector = new PartCollector();
    collector.addAll(held);
    const dataset = collector.dataset;
    const begin = held.findIndex((part) => !isInFront(part));
    const meta = readMeta(begin < 0 ? held : held.slice(0, begin));
    const syntax = writtenSyntax(meta, held[begin] ?? next);
    const pixels = planPixels(dataset, options, rules);
    const isRedacted = pixels.regions.length > 0 || pixels.overlays.length > 0;
    // Behind other bulk than pixels there may be anything yet.
    const isEarly = next !== undefined && !isPixelTag(next.tag);
    const needsModule = isRedacted || hasSegments(syntax) || this.#hasProfile || isEarly;
    const module = needsModule ? await loadImageModule() : undefined;
    const decodes = pixels.regions.length > 0 && mustDecode(syntax, dataset);
    if (decodes) {
      this.#decoder = toTransferSyntax('ExplicitVRLittleEndian')();
      await this.#decoder.start?.({ stop: () => undefined });
    }
    this.#pixels = pixels;
    this.#review(dataset, pixels);
    this.#markers = markersOf(rules, pixelText(pixels));
    this.#out = new Outlet(emit);
    this.#open(dataset, meta, pixels, module, this.#out);
    // By index: in what may wait, each step of an iterator is an object (measured).
    for (let i = 0; i < held.length; i++) {
      const pending = this.#feed(held[i] as Part);
      if (pending !== undefined) await pending;
    }
  }

  #review(dataset: Dataset, { reviews }: DecidedPixels): void {
    const recorder = this.#recorder;
    if (this.#settings.rules.warnings.length > 0) recorder.review('overrides');
    for (const reason of reviews) recorder.review(reason);
    if ([...dataset.elements()].some(({ tag }) => isGraphics(tag))) this.#keepsGraphics();
  }

  #keepsGraphics(): void {
    if (this.#settings.rules.profile.options.cleanGraphics) this.#recorder.review('graphics_kept');
  }

  #open(dataset: Dataset, meta: InputMeta, pixels: DecidedPixels, module: ImageModule | undefined, out: Outlet): void {
    const { rules, uids, maxSize } = this.#settings;
    const recorder = this.#recorder;
    const subject = new Subject(this.#settings, dataset);
    const cleanProfile = (bytes: Uint8Array): Uint8Array | undefined =>
      module === undefined ? undefined : withoutIdentifiers(module, bytes);
    const worker = new ValueWorker(this.#settings, subject, cleanProfile);
    // A data set keeps all values of an attribute, or none.
    const areKept = (tag: number, text: string): boolean => {
      const texts = textsOf('UI', dataset.bytes(tag) ?? nothing);
      return validTexts(tag, 'UI', texts.length > 0 ? texts : [text]) !== undefined;
    };
    const mapped = (tag: number, text: string): string => {
      const { action } = rules.ruleFor(tag, 'UI');
      return action === 'X' || action === 'Z' ? '' : action === 'K' && areKept(tag, text) ? text : uids.map(text);
    };
    // As the values of the data set are read, so that the file meta information says the same.
    const uidAt = (tag: number): string | undefined => textsOf('UI', dataset.bytes(tag) ?? nothing)[0];
    const original = uidAt(sopInstance) ?? meta.sopInstance;
    this.#uids = {
      sopClass: mapped(sopClass, uidAt(sopClass) ?? meta.sopClass),
      sopInstance: mapped(sopInstance, original),
      series: mapped(series, uidAt(series) ?? ''),
      study: mapped(study, uidAt(study) ?? ''),
      original,
    };
    this.#startGuard = (syntax) => {
      const guard = new PixelGuard(module, syntax, pixels, recorder);
      const encoder = this.#encoder as Encoder;
      const own = markedTags(rules, pixelText(pixels));
      this.#guard = guard;
      this.#machine = new Machine({ rules, worker, recorder, encoder, guard, out, maxSize, own });
    };
  }

  /** A part of the input, decided. */
  #feed(part: Part): void | Promise<void> {
    if (this.#decoder === undefined) return this.#process(part);
    return this.#decoder.part(part, (decoded) => this.#process(decoded));
  }

  /** A part in the form that it goes out in. */
  #process(part: Part): void | Promise<void> {
    if (this.#meta !== undefined) {
      if (isInFront(part)) {
        this.#meta.push(part);
        return undefined;
      }
      // A note in front of the first element is about that, perhaps.
      const last = this.#meta.at(-1);
      this.#begin(part);
      if (last?.kind === 'note') this.#change(last);
    }
    this.#change(part);
    return this.#out?.settle();
  }

  /** The file meta, once what follows it is known. */
  #begin(first: Part | undefined): void {
    const meta = this.#meta;
    if (meta === undefined) return;
    this.#meta = undefined;
    const syntax = writtenSyntax(readMeta(meta), first);
    this.#syntax = syntax;
    this.#startGuard?.(syntax);
    this.#emitAll(makeMeta(this.#encoder as Encoder, { ...this.#uids, transferSyntax: syntax }));
  }

  #emitAll(parts: readonly Part[]): void {
    for (const part of parts) this.#out?.emit(part);
  }

  #change(part: Part): void {
    const { kind } = part;
    // Behind what was held, or in an item.
    if ((kind === 'header' || kind === 'sequence') && isGraphics(part.tag)) this.#keepsGraphics();
    if (part.depth === 0) {
      const begins = kind === 'header' || kind === 'sequence' || kind === 'fragments';
      if (begins) this.#markersUpTo(part.tag, part);
      if (kind === 'fragments') this.#checkSyntax(part);
      this.#guard?.look(part);
    }
    this.#machine?.part(part);
  }

  /** Encapsulated pixel data that nothing declares can be read by nobody. */
  #checkSyntax(part: Part): void {
    if (nativeForm(this.#syntax) === undefined) return;
    throw new DicomError({ code: 'transfer_syntax_unsupported', position: part.position, tag: part.tag });
  }

  /** The markers that stand in front of a tag. */
  #markersUpTo(tag: number, next = this.#lastAtRoot): void {
    this.#lastAtRoot = next;
    if (next === undefined) return;
    let place: Place | undefined;
    for (let marker; (marker = this.#markers[0]) !== undefined && marker.tag < tag;) {
      this.#markers = this.#markers.slice(1);
      place ??= { ...placeOf(next), parent: undefined };
      this.#emitAll(marker.make(this.#encoder as Encoder, place));
    }
  }

  #report(): void {
    const { rules, secret, options } = this.#settings;
    const { name, options: used } = rules.profile;
    const { sopInstance, series: newSeries, study: newStudy, original } = this.#uids;
    const { regions = [], rules: pixelRules = [] } = this.#pixels ?? {};
    this.#done(
      this.#recorder.report({
        profile: { ...(name === undefined ? {} : { name }), options: used },
        warnings: rules.warnings,
        secret: secret.isDrawn ? 'drawn' : 'given',
        ...(regions.length + pixelRules.length > 0 ? { pixels: { regions: regions.length, rules: pixelRules } } : {}),
        output: { sopInstance, series: newSeries, study: newStudy },
        ...(options.namesInstances === true ? { original: { reidentifying: true, sopInstance: original } } : {}),
      }),
    );
  }
}

/** Whether it stands in front of the data set. */
function isInFront({ meta, kind }: Part): boolean {
  return meta || kind === 'preamble' || kind === 'note';
}

function pixelText({ coversText, suspicions }: DecidedPixels): PixelText {
  return { coversText, isSuspect: suspicions.length > 0 };
}

/** Whether pixels can only be blanked once they are written anew: encapsulated, or single bytes in an order of words. */
function mustDecode(syntax: string, dataset: Dataset): boolean {
  const form = nativeForm(syntax);
  return form === undefined || (form.bigEndian && (dataset.number(bitsAllocated) ?? 8) <= 8);
}

function notInflated({ position, tag }: Part): DicomError {
  return new DicomError({ code: 'transfer_syntax_unsupported', position, tag });
}
