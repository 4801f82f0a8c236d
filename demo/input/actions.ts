// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Everything that can be done, with its key. The page's buttons name these by `data-action`.

import { dragWindow } from '../image/windows.js';
import type { Action } from './keys.js';
import type { Tool } from './pointer.js';
import type { Viewer } from '../viewer.js';

const zoomStep = 1.25;
const panStep = 40;
const windowStep = 12;
const jump = 10;

export function makeActions(viewer: Viewer): Action[] {
  const { stage, page } = viewer;
  const step = (images: number) => (): void => viewer.step(images);
  const pan = (right: number, down: number) => (): void => stage.viewport.pan(right * panStep, down * panStep);
  const tool = (name: Tool, key: string, label: string): Action => ({
    id: `tool-${name}`,
    label,
    group: 'View',
    keys: [key],
    run: () => viewer.setTool(name),
    pressed: () => viewer.tool === name,
  });
  const window = (right: number, down: number) => (): void => {
    if (stage.window !== undefined) {
      stage.setWindow({ kind: 'fixed', window: dragWindow(stage.window, right * windowStep, down * windowStep) });
    }
  };

  return [
    { id: 'open-files', label: 'Open files', group: 'Files', keys: ['o'], run: () => page.chooseFiles() },
    { id: 'open-folder', label: 'Open a folder', group: 'Files', keys: ['Shift+O'], run: () => page.chooseFolder() },
    { id: 'close', label: 'Close the series', group: 'Files', keys: ['Delete'], run: () => viewer.closeSeries() },
    { id: 'deidentify', label: 'De-identify', group: 'Files', keys: ['e'], run: () => page.deidentify() },
    { id: 'stop', label: 'Stop reading', group: 'Files', keys: ['Shift+Escape'], run: () => viewer.stopReading() },
    { id: 'dismiss', label: 'Dismiss problems', group: 'Files', keys: ['Escape'], run: () => page.dismissProblems() },

    { id: 'next', label: 'Next image', group: 'Images', keys: ['ArrowDown', 'ArrowRight'], run: step(1) },
    { id: 'previous', label: 'Previous image', group: 'Images', keys: ['ArrowUp', 'ArrowLeft'], run: step(-1) },
    { id: 'forward', label: 'Ten images on', group: 'Images', keys: ['PageDown'], run: step(jump) },
    { id: 'back', label: 'Ten images back', group: 'Images', keys: ['PageUp'], run: step(-jump) },
    { id: 'first', label: 'First image', group: 'Images', keys: ['Home'], run: step(Number.NEGATIVE_INFINITY) },
    { id: 'last', label: 'Last image', group: 'Images', keys: ['End'], run: step(Number.POSITIVE_INFINITY) },
    { id: 'next-series', label: 'Next series', group: 'Images', keys: [']'], run: () => viewer.stepSeries(1) },
    { id: 'previous-series', label: 'Previous series', group: 'Images', keys: ['['], run: () => viewer.stepSeries(-1) },
    {
      id: 'play',
      label: 'Play or pause',
      group: 'Images',
      keys: ['Space'],
      run: () => viewer.togglePlay(),
      pressed: () => stage.cine.playing,
    },
    { id: 'slower', label: 'Play slower', group: 'Images', keys: [','], run: () => void (stage.cine.rate -= 1) },
    { id: 'faster', label: 'Play faster', group: 'Images', keys: ['.'], run: () => void (stage.cine.rate += 1) },

    ...Array.from({ length: 9 }, (_, index): Action => {
      const label = index === 0 ? 'First preset of the list, and so on to 9' : '';
      return {
        id: `preset-${index + 1}`,
        label,
        group: 'Window',
        keys: [String(index + 1)],
        run: () => viewer.choosePreset(index),
      };
    }),
    { id: 'auto', label: 'Automatic window', group: 'Window', keys: ['a'], run: () => viewer.chooseAutomatic() },
    { id: 'wider', label: 'Wider: less contrast', group: 'Window', keys: ['Shift+ArrowRight'], run: window(1, 0) },
    {
      id: 'narrower',
      label: 'Narrower: more contrast',
      group: 'Window',
      keys: ['Shift+ArrowLeft'],
      run: window(-1, 0),
    },
    { id: 'brighter', label: 'Brighter', group: 'Window', keys: ['Shift+ArrowUp'], run: window(0, -1) },
    { id: 'darker', label: 'Darker', group: 'Window', keys: ['Shift+ArrowDown'], run: window(0, 1) },
    {
      id: 'invert',
      label: 'Invert',
      group: 'Window',
      keys: ['i'],
      run: () => stage.setInvert(!stage.invert),
      pressed: () => stage.invert,
    },
    {
      id: 'overlays',
      label: 'Overlays',
      group: 'View',
      keys: ['g'],
      run: () => stage.setOverlays(!stage.overlays),
      pressed: () => stage.overlays,
      enabled: () => (stage.shown?.frame?.display.overlays.length ?? 0) > 0,
    },

    tool('window', 'w', 'Drag: window'),
    tool('pan', 'p', 'Drag: pan'),
    tool('zoom', 'z', 'Drag: zoom'),
    { id: 'zoom-in', label: 'Zoom in', group: 'View', keys: ['+', '='], run: () => stage.viewport.zoomBy(zoomStep) },
    { id: 'zoom-out', label: 'Zoom out', group: 'View', keys: ['-'], run: () => stage.viewport.zoomBy(1 / zoomStep) },
    { id: 'fit', label: 'Fit', group: 'View', keys: ['f', '0'], run: () => viewer.fit() },
    { id: 'actual', label: 'Actual pixels (100 %)', group: 'View', keys: ['x'], run: () => viewer.actualPixels() },
    { id: 'left', label: 'Move left', group: 'View', keys: ['h'], run: pan(-1, 0) },
    { id: 'down', label: 'Move down', group: 'View', keys: ['j'], run: pan(0, 1) },
    { id: 'up', label: 'Move up', group: 'View', keys: ['k'], run: pan(0, -1) },
    { id: 'right', label: 'Move right', group: 'View', keys: ['l'], run: pan(1, 0) },
    {
      id: 'smooth',
      label: 'Smooth pixels',
      group: 'View',
      keys: ['s'],
      run: () => viewer.toggleSmooth(),
      pressed: () => stage.viewport.smooth,
    },
    { id: 'reset', label: 'Reset the picture', group: 'View', keys: ['r'], run: () => viewer.reset() },

    {
      id: 'inspector',
      label: 'Tags',
      group: 'Tags',
      keys: ['d'],
      run: () => page.toggleInspector(),
      pressed: () => page.inspectorOpen,
    },
    { id: 'search', label: 'Search tags', group: 'Tags', keys: ['/'], run: () => page.searchTags() },
    { id: 'copy-value', label: 'Copy the value', group: 'Tags', keys: ['c'], run: () => page.copyValue() },
    { id: 'copy-path', label: 'Copy the path', group: 'Tags', keys: ['Shift+C'], run: () => page.copyPath() },

    {
      id: 'series-list',
      label: 'Series list',
      group: 'Page',
      keys: ['b'],
      run: () => page.toggleSeriesList(),
      pressed: () => page.seriesListOpen,
    },
    {
      id: 'texts',
      label: 'Texts on the picture',
      group: 'Page',
      keys: ['t'],
      run: () => page.toggleTexts(),
      pressed: () => page.textsShown,
    },
    { id: 'theme', label: 'Light or dark', group: 'Page', keys: ['m'], run: () => page.toggleTheme() },
    { id: 'help', label: 'Keys and help', group: 'Page', keys: ['?'], run: () => page.showHelp() },
  ];
}
