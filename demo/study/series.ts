// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Series: the instances that share a Series Instance UID, in the order in which they are looked through.

import * as tags from 'dcmstream/tags';
import { dot, normalOf } from './geometry.js';
import { type Instance, numberOf, type Picture } from './instance.js';

/** Normals closer than this are parallel: about half a degree. */
const parallel = 0.99996;

export class Series {
  readonly modality: string;
  readonly description: string;
  readonly number: number;
  /** What the series of one patient's study have in common. */
  readonly study: string;
  /** By SOP Instance UID, or by file where there is none. */
  private readonly known_ = new Map<string, Instance>();
  private readonly order_: Instance[] = [];
  /** Whether all lie along one normal. */
  private stacked_ = true;
  private pictures_: readonly Picture[] | undefined;

  constructor(
    readonly uid: string,
    first: Instance,
  ) {
    const { dataset } = first;
    this.modality = dataset.string(tags.Modality) || 'OT';
    this.description =
      dataset.string(tags.SeriesDescription) ||
      dataset.string(tags.ProtocolName) ||
      dataset.string(tags.BodyPartExamined) ||
      '';
    this.number = numberOf(dataset, tags.SeriesNumber) ?? Number.POSITIVE_INFINITY;
    // Patients are never mixed, not even where they share an identifier that they should not.
    this.study = [tags.StudyInstanceUID, tags.PatientID, tags.PatientName].map((tag) => dataset.string(tag)).join('\n');
    this.add(first);
  }

  get instances(): readonly Instance[] {
    return this.order_;
  }

  /** All pictures, in order. */
  get pictures(): readonly Picture[] {
    return (this.pictures_ ??= this.order_.flatMap((one) => one.pictures));
  }

  get hasImages(): boolean {
    return this.instances.some((instance) => instance.hasImage);
  }

  /** Adds an instance at its place; one that was there already (the same SOP Instance UID) is replaced. */
  add(instance: Instance): void {
    const key = instance.sopInstanceUid || `file:${instance.file.name}`;
    const before = this.known_.get(key);
    this.known_.set(key, instance);
    this.pictures_ = undefined;
    if (before !== undefined) this.order_.splice(this.order_.indexOf(before), 1);
    // What came in before says whether there is a stack. Where that changes, all of them are sorted anew.
    const stacked = before === undefined ? this.stacked_ && isBeside(this.order_[0] ?? instance, instance) : undefined;
    if (stacked === this.stacked_) {
      this.order_.splice(placeOf(instance, this.order_, stacked), 0, instance);
      return;
    }
    this.order_.push(instance);
    this.stacked_ = inOneStack(this.order_);
    this.order_.sort((a, b) => compare(a, b, this.stacked_));
  }

  /** Where a picture stands now, after others have come in; −1 where it has gone. */
  positionOf(picture: Picture): number {
    return this.pictures.findIndex((one) => one.instance === picture.instance && one.frame === picture.frame);
  }
}

/** By place along the common normal where all instances have one; else by Instance Number, and then by file name. */
export function sortInstances(instances: Instance[]): Instance[] {
  const stacked = inOneStack(instances);
  return instances.sort((a, b) => compare(a, b, stacked));
}

const names = new Intl.Collator('en', { numeric: true });

function compare(a: Instance, b: Instance, stacked: boolean): number {
  return (
    (stacked ? a.distance! - b.distance! : 0) ||
    a.acquisition - b.acquisition ||
    difference(a.number, b.number) ||
    names.compare(a.file.name, b.file.name)
  );
}

/** Where it belongs, behind its equals. */
function placeOf(instance: Instance, order: readonly Instance[], stacked: boolean): number {
  let [from, to] = [0, order.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(instance, order[middle]!, stacked) < 0) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** A difference that holds for infinities, too. */
function difference(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function inOneStack(instances: readonly Instance[]): boolean {
  const [first] = instances;
  return first !== undefined && instances.every((instance) => isBeside(first, instance));
}

/** Whether an instance has a place along the normal of the first one. */
function isBeside(first: Instance, { plane, distance }: Instance): boolean {
  if (first.plane === undefined || first.distance === undefined || plane === undefined || distance === undefined) {
    return false;
  }
  return dot(normalOf(plane), normalOf(first.plane)) > parallel;
}

/** All series that are open. */
export class Library {
  private readonly series_ = new Map<string, Series>();

  /** By study, then by series number. */
  get series(): Series[] {
    const studies = [...new Set([...this.series_.values()].map(({ study }) => study))];
    return [...this.series_.values()].sort(
      (a, b) => studies.indexOf(a.study) - studies.indexOf(b.study) || difference(a.number, b.number),
    );
  }

  /** Objects without a Series Instance UID are series of their own, by file. */
  add(instance: Instance): Series {
    const key = instance.seriesUid || `file:${instance.file.name}`;
    const known = this.series_.get(key);
    if (known !== undefined) {
      known.add(instance);
      return known;
    }
    const series = new Series(key, instance);
    this.series_.set(key, series);
    return series;
  }

  remove(series: Series): void {
    this.series_.delete(series.uid);
  }
}
