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
  private readonly instances_ = new Map<string, Instance>();
  /** Both in order; `undefined` after an instance came in, so that a thousand of them are not sorted a thousand times. */
  private sorted_: { instances: readonly Instance[]; pictures: readonly Picture[] } | undefined;

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
    return this.sorted.instances;
  }

  /** All pictures, in order. */
  get pictures(): readonly Picture[] {
    return this.sorted.pictures;
  }

  get hasImages(): boolean {
    return this.instances.some((instance) => instance.hasImage);
  }

  /** Adds an instance; one that was there already (the same SOP Instance UID) is replaced. */
  add(instance: Instance): void {
    this.instances_.set(instance.sopInstanceUid || `file:${instance.file.name}`, instance);
    this.sorted_ = undefined;
  }

  /** Where a picture stands now, after others have come in; −1 where it has gone. */
  positionOf(picture: Picture): number {
    return this.pictures.findIndex((one) => one.instance === picture.instance && one.frame === picture.frame);
  }

  private get sorted(): { instances: readonly Instance[]; pictures: readonly Picture[] } {
    if (this.sorted_ === undefined) {
      const instances = sortInstances([...this.instances_.values()]);
      this.sorted_ = { instances, pictures: instances.flatMap((one) => one.pictures) };
    }
    return this.sorted_;
  }
}

/** By place along the common normal where all instances have one; else by Instance Number, and then by file name. */
export function sortInstances(instances: Instance[]): Instance[] {
  const byPlace = inOneStack(instances);
  return instances.sort(
    (a, b) =>
      (byPlace ? a.distance! - b.distance! : 0) ||
      a.acquisition - b.acquisition ||
      difference(a.number, b.number) ||
      a.file.name.localeCompare(b.file.name, 'en', { numeric: true }),
  );
}

/** A difference that holds for infinities, too. */
function difference(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function inOneStack(instances: readonly Instance[]): boolean {
  const first = instances[0]?.plane;
  if (first === undefined) return false;
  const normal = normalOf(first);
  return instances.every(
    ({ plane, distance }) => plane !== undefined && distance !== undefined && dot(normalOf(plane), normal) > parallel,
  );
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
