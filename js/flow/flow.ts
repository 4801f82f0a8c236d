// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Flows: plain functions on parts, composed inside one stage of the stream however many they are.

import type { Part } from '../part.js';
import type { Path } from '../path.js';
import { openEncoder } from '../wasm/encode.js';
import { LengthKeeper } from './lengths.js';
import { type PushOutput, pushPair, type PushStage } from './push-pair.js';

/** Hands a part on to the next flow, or out. Await what it returns, where it returns something. */
export type Emit = (part: Part) => void | Promise<void>;

/** What a stage can do to its stream. */
export interface FlowControl {
  /** Ends the stream behind what has been emitted, and cancels its source. */
  readonly stop: () => void;
}

/** A flow at work on one stream. */
export interface FlowStage {
  /** Called once, before the first part: where it returns a promise, parts wait for it. */
  start?(control: FlowControl): void | Promise<void>;
  /** Called with each part in order; what is emitted goes on, what is not is dropped. Return a promise only if need be. */
  part(part: Part, emit: Emit): void | Promise<void>;
  /** Called once, behind the last part. */
  end?(emit: Emit): void | Promise<void>;
  /** Called once, however the stream ends: for what is held outside of JavaScript. */
  release?(): void;
  /** What it resizes in this stream, where that depends on what has come; in place of what its flow declares. */
  readonly resizes?: ((path: Path) => boolean) | undefined;
}

/**
 * Whether a flow may change the size of what `path` names: of a sequence or an item, of anything in it; of a group length
 * `(gggg,0000)`, of anything in the group. `nothing`: it looks, or exchanges bytes for as many others.
 */
export type Resizes = 'nothing' | ((path: Path) => boolean);

/** Makes a stage, once a stream: so two streams never share state. */
export interface Flow {
  (): FlowStage;
  /**
   * What the flow may resize; where it does not say, everything. Sequences and items that it names end by delimiters behind
   * the flow, whatever they did before, and group lengths that it names are dropped.
   */
  readonly resizes?: Resizes | undefined;
  /** Whether it writes lengths: what the flows before it left wrong is put right in front of it. */
  readonly needsLengths?: boolean | undefined;
}

/** A flow with what it declares: `declareFlow(() => ({ part(part, emit) { … } }), { resizes: 'nothing' })`. */
export function declareFlow(make: () => FlowStage, declared: Pick<Flow, 'resizes' | 'needsLengths'>): Flow {
  return Object.assign(() => make(), declared);
}

const resizesAll: Resizes = () => true;

/** As many parts as one batch may have, and as many bytes: a part more of them waits until the reader asks for it. */
const batchLimit = 1024;
const batchSize = 1024 * 1024;

/**
 * A pair for `pipeThrough` that runs all flows, in order, in one stage. Whatever they drop, insert or change, lengths are right
 * in the end. An error in a flow fails the stream at both ends.
 */
export function through(...flows: readonly Flow[]): ReadableWritablePair<readonly Part[], readonly Part[]> {
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
    if (size > batchSize) {
      send();
      return output.wanted();
    }
    if (batch.length === batchLimit) send();
    return undefined;
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
    for (const part of parts) {
      const pending = first(part);
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
