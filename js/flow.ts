// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Flows: plain functions on parts, composed inside one stage of the stream however many they are.

import type { Part } from './part.js';

/** Hands a part on to the next flow, or out. Await what it returns, where it returns something. */
export type Emit = (part: Part) => void | Promise<void>;

/** A flow at work on one stream. */
export interface FlowStage {
  /** Called with each part in order; what is emitted goes on, what is not is dropped. Return a promise only if need be. */
  part(part: Part, emit: Emit): void | Promise<void>;
  /** Called once, behind the last part. */
  end?(emit: Emit): void | Promise<void>;
}

/** Makes a stage, once a stream: so two streams never share state. */
export type Flow = () => FlowStage;

/** As many parts as one batch may have. */
const batchLimit = 1024;

/** A pair for `pipeThrough` that runs all flows, in order, in one stage. An error in a flow fails the stream at both ends. */
export function through(...flows: readonly Flow[]): ReadableWritablePair<readonly Part[], readonly Part[]> {
  let batch: Part[] = [];
  let output: TransformStreamDefaultController<readonly Part[]> | undefined;
  const collect: Emit = (part) => {
    batch.push(part);
    if (batch.length === batchLimit) send();
  };
  const send = (): void => {
    if (batch.length > 0) output?.enqueue(batch);
    batch = [];
  };

  const stages = flows.map((flow) => flow());
  // From the last flow to the first, each emits into the one behind it.
  const emits: Emit[] = [collect];
  for (const stage of [...stages].reverse()) {
    const emit = emits[0] as Emit;
    emits.unshift((part) => stage.part(part, emit));
  }
  const first = emits[0] as Emit;

  return new TransformStream<readonly Part[], readonly Part[]>(
    {
      start(controller) {
        output = controller;
      },
      async transform(parts) {
        for (const part of parts) {
          const pending = first(part);
          if (pending !== undefined) await pending;
        }
        send();
      },
      async flush() {
        for (const [index, stage] of stages.entries()) await stage.end?.(emits[index + 1] as Emit);
        send();
      },
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
}
