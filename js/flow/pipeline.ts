// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Flows inside one stage of the stream: what `through` does. Apart from it, since data sets load this only when they are written.

import type { Part } from '../part.js';
import { openEncoder } from '../wasm/encode.js';
import type { Emit, Flow, FlowControl, FlowStage, Resizes } from './flow.js';
import { LengthKeeper } from './lengths.js';

const resizesAll: Resizes = () => true;

/** As many parts as one batch may have. */
const batchLimit = 1024;

/** As `through`. */
export function pipeline(flows: readonly Flow[]): ReadableWritablePair<readonly Part[], readonly Part[]> {
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

  let stages: readonly FlowStage[] = [];
  let emits: readonly Emit[] = [collect];
  let stopped = false;
  const control: FlowControl = { stop: () => void (stopped = true) };
  const end = async (): Promise<void> => {
    for (const [index, stage] of stages.entries()) await stage.end?.(emits[index + 1] as Emit);
    send();
  };

  return new TransformStream<readonly Part[], readonly Part[]>(
    {
      async start(controller) {
        output = controller;
        stages = await openStages(flows);
        emits = chain(stages, collect);
        for (const stage of stages) await stage.start?.(control);
      },
      async transform(parts) {
        const first = emits[0] as Emit;
        for (const part of parts) {
          const pending = first(part);
          if (pending !== undefined) await pending;
          if (stopped) {
            await end();
            return output?.terminate();
          }
        }
        send();
      },
      flush: end,
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
}

/** The stages of all flows, and behind those that change sizes one that keeps the lengths right. */
async function openStages(flows: readonly Flow[]): Promise<FlowStage[]> {
  const stages: FlowStage[] = [];
  let resizing: Exclude<Resizes, 'nothing'>[] = [];
  const keep = async (): Promise<void> => {
    if (resizing.length > 0) stages.push(new LengthKeeper(await openEncoder(), resizing));
    resizing = [];
  };
  for (const flow of flows) {
    if (flow.needsLengths === true) await keep();
    const stage = flow();
    stages.push(stage);
    const resizes = stage.resizes ?? flow.resizes ?? resizesAll;
    if (resizes !== 'nothing') resizing.push(resizes);
  }
  await keep();
  return stages;
}

/** For each stage what it is called by, from the first on, and `last` behind them all: each emits into the one behind it. */
function chain(stages: readonly FlowStage[], last: Emit): Emit[] {
  const emits: Emit[] = [last];
  for (const stage of [...stages].reverse()) {
    const emit = emits[0] as Emit;
    emits.unshift((part) => stage.part(part, emit));
  }
  return emits;
}
