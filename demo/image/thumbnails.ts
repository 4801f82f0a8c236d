// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Small pictures of series: of the image in the middle, made one after another when nothing else is being read.

import { type Frame, render } from 'dcmstream';
import type { Picture } from '../study/instance.js';
import type { Series } from '../study/series.js';
import { decodeOnce } from './frames.js';
import { fitZoom } from './view.js';

/** In device pixels; drawn at half of it. */
export const thumbnailSize = 112;

/** Files above this give their first frame: the middle one would need half of the file. */
const largeFile = 48 * 1024 * 1024;

function middleOf(series: Series): Picture | undefined {
  const pictures = series.pictures.filter(({ frame }) => frame >= 0);
  const middle = pictures[Math.floor(pictures.length / 2)];
  return middle !== undefined && middle.instance.file.blob.size > largeFile ? { ...middle, frame: 0 } : middle;
}

export class Thumbnails {
  private readonly made_ = new WeakMap<Series, { picture: Picture; canvas: HTMLCanvasElement }>();
  private queue_: Promise<void> = Promise.resolve();

  /** @param ready_ Called when a series has a new thumbnail. */
  constructor(private readonly ready_: () => void) {}

  get(series: Series): HTMLCanvasElement | undefined {
    return this.made_.get(series)?.canvas;
  }

  /** Makes what is missing or no longer shows the middle. */
  update(list: readonly Series[]): void {
    for (const series of list) this.queue_ = this.queue_.then(() => this.make(series));
  }

  private async make(series: Series): Promise<void> {
    const picture = middleOf(series);
    const before = this.made_.get(series)?.picture;
    if (picture === undefined || (before?.instance === picture.instance && before.frame === picture.frame)) return;
    try {
      const frame = await decodeOnce(picture.instance, picture.frame);
      if (frame === undefined) return;
      this.made_.set(series, { picture, canvas: draw(frame) });
      this.ready_();
    } catch {
      // A series whose middle image does not decode has no thumbnail; the reason is said when the image is looked at.
    }
  }
}

function draw(frame: Frame): HTMLCanvasElement {
  const picture = render(frame);
  const whole = document.createElement('canvas');
  whole.width = picture.width;
  whole.height = picture.height;
  whole.getContext('2d')?.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);

  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = thumbnailSize;
  const height = picture.height * frame.display.pixelAspectRatio;
  const zoom = fitZoom({ width: picture.width, height }, canvas);
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  context.fillStyle = '#000';
  context.fillRect(0, 0, thumbnailSize, thumbnailSize);
  context.imageSmoothingQuality = 'high';
  const x = (thumbnailSize - picture.width * zoom) / 2;
  const y = (thumbnailSize - height * zoom) / 2;
  context.drawImage(whole, x, y, picture.width * zoom, height * zoom);
  return canvas;
}
