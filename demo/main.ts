// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Puts the viewer together and opens the sample series.

import { init } from 'dcmstream';
import { find } from './panels/dom.js';
import { findSample } from './files/sample.js';
import { makeActions } from './input/actions.js';
import { listenToKeys } from './input/keys.js';
import { listenToPointer } from './input/pointer.js';
import { restoreTheme } from './panels/theme.js';
import { ViewerPage } from './panels/page.js';
import { problemOf } from './study/problems.js';
import { Viewer } from './viewer.js';

restoreTheme();
const page = new ViewerPage();
const viewer = new Viewer(find('canvas', HTMLCanvasElement), page);
const { stage } = viewer;
const actions = makeActions(viewer);
page.attach(viewer, actions);
listenToKeys(actions);
listenToPointer(find('viewport', HTMLElement), {
  get tool() {
    return viewer.dragTool;
  },
  get window() {
    return stage.window;
  },
  dragWindow: (start, right, down) => viewer.dragWindow(start, right, down),
  pan: (right, down) => stage.viewport.pan(right, down),
  zoom: (factor, clientX, clientY) => stage.viewport.zoomBy(factor, clientX, clientY),
  step: (images) => viewer.step(images),
  fit: () => viewer.fit(),
});

try {
  await init({ modules: ['parser', 'image'] });
  const sample = await findSample();
  if (sample !== undefined) await viewer.open(sample);
} catch (error) {
  page.problem(problemOf('Sample series', error));
  page.reading(undefined);
}
