// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Flows inside one stage of the stream: what `through` does. Apart from it, since data sets load this only when they are written.

import type { Part } from '../part.js';
import { openEncoder } from '../wasm/encode.js';
import type { Emit, Flow, FlowStage, Resizes } from './flow.js';
import { LengthKeeper, resizesAll } from './lengths.js';
import { type PushOutput, pushPair, type PushStage } from './push-pair.js';

/** As many parts as one batch may have, and as many bytes: a part more of them waits until the reader asks for it. */
const batchLimit = 1024;
const batchSize = 1024 * 1024;

/** As `through`. */
export function pipeline(flows: readonly Flow[]): ReadableWritablePair<readonly Part[], readonly Part[]> {
  return pushPair((output) => openRun(flows, output));
}

/** The flows at work on one stream. */
async function openRun(
  flows: readonly Flow[],
  output: PushOutput<readonly Part[]>,
): Promise<PushStage<readonly Part[]>> {
  let batch: Part[] = [];
  let size = 0;
  const send = (): void => {
    if (batch.length > 0) output.push(batch);
    batch = [];
    size = 0;
  };
  const collect: Emit = (part) => {
    batch.push(part);
    size += part.size;
    if (size <= batchSize && batch.length < batchLimit) return undefined;
    send();
    return output.wanted();
  };
  /** The last stage that has ended the stream; what the stages in front of it still have comes too late. */
  let stoppedBy = -1;
  const stages = await openStages(flows);
  const emits = chain(stages, collect);
  const first = emits[0] as Emit;
  const release = (): void => {
    for (const stage of stages) stage.release?.();
  };
  const end = async (): Promise<void> => {
    for (const [index, stage] of stages.entries()) {
      if (index >= stoppedBy) await stage.end?.(emits[index + 1] as Emit);
    }
    send();
  };
  const write = async (parts: readonly Part[]): Promise<boolean> => {
    // By index: in what may wait, each step of an iterator is an object (measured).
    for (let i = 0; i < parts.length; i++) {
      const pending = first(parts[i] as Part);
      if (pending !== undefined) await pending;
      if (stoppedBy >= 0) {
        await end();
        return false;
      }
    }
    send();
    return true;
  };
  try {
    for (const [index, stage] of stages.entries()) {
      await stage.start?.({ stop: () => void (stoppedBy = Math.max(stoppedBy, index)) });
    }
  } catch (error) {
    release();
    throw error;
  }
  return { write, end, release };
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
