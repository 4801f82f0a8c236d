// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the sinks that make text have in common: parts in, whole lines out.

import type { Part } from '../part.js';

/** A text sink at work on one stream. Values are views of the chunk: what it keeps for later lines it copies. */
export interface LineWriter {
  part(part: Part): void;
  /** Called once, behind the last part. */
  end(): void;
  /** Whether no line can follow: reading ends, and the source is cancelled. */
  readonly isDone?: boolean;
}

/** Takes a line, without its end. */
export type Print = (line: string) => void;

/**
 * A pair for `pipeThrough`: batches of parts to text, each piece some whole lines that end in a line feed. `open` may load what
 * the writer needs; nothing is written before.
 */
export function lines(
  open: (print: Print) => LineWriter | Promise<LineWriter>,
): ReadableWritablePair<string, readonly Part[]> {
  let writer: LineWriter | undefined;
  let text = '';
  const print: Print = (line) => {
    text += `${line}\n`;
  };
  const send = (controller: TransformStreamDefaultController<string>): void => {
    if (text !== '') controller.enqueue(text);
    text = '';
  };
  return new TransformStream<readonly Part[], string>(
    {
      async start() {
        writer = await open(print);
      },
      transform(parts, controller) {
        try {
          for (const part of parts) {
            writer?.part(part);
            if (writer?.isDone === true) break;
          }
        } finally {
          send(controller); // what stands before an error, too
        }
        if (writer?.isDone === true) controller.terminate();
      },
      flush(controller) {
        writer?.end();
        send(controller);
      },
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
}
