// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What there is to de-identify: the files that are open in the viewer, and those that it could not read.

import type { OpenedFile, Picture } from '../study/instance.js';
import type { Series } from '../study/series.js';
import type { Viewer } from '../viewer.js';

export interface Input {
  readonly file: OpenedFile;
  /** Its first picture; `undefined` of what could not be read. */
  readonly picture: Picture | undefined;
  readonly series: Series | undefined;
}

/** All of them, or those of a series. */
export function inputsOf({ library, unread }: Viewer, only?: Series): Input[] {
  const inputs = (only === undefined ? library.series : [only]).flatMap((series) =>
    series.instances.map((instance): Input => ({ file: instance.file, picture: instance.pictures[0], series })),
  );
  if (only !== undefined) return inputs;
  const known = new Set(inputs.map(({ file }) => file));
  const others = [...unread.values()].filter((file) => !known.has(file));
  return [...inputs, ...others.map((file) => ({ file, picture: undefined, series: undefined }))];
}

export function titleOf({ modality, number, description }: Series): string {
  const name = [Number.isFinite(number) ? `${number}` : '', description].filter((part) => part !== '').join(' ');
  return `${modality} ${name}`.trim();
}
