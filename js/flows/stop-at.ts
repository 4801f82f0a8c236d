// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Ending early.

import { declareFlow, type Flow } from '../flow/flow.js';

/**
 * Ends the stream in front of the first element at the root whose tag is `tag` or greater: a value, a sequence or encapsulated
 * pixel data alike. The source is cancelled.
 */
export function stopAt(tag: number): Flow {
  return declareFlow(
    () => {
      let stop: () => void = () => undefined;
      let stopped = false;
      return {
        start(control) {
          stop = control.stop;
        },
        part(part, emit) {
          if (stopped) return undefined;
          const begins = part.kind === 'header' || part.kind === 'sequence' || part.kind === 'fragments';
          if (!begins || part.depth > 0 || part.meta || part.tag < tag) return emit(part);
          stopped = true;
          stop();
          return undefined;
        },
      };
    },
    { resizes: 'nothing' },
  );
}
