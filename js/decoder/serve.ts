// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a worker does, whatever kind it is of: it keeps an instance of each module that it was given, and decodes.

import { DicomError } from '../errors.js';
import { decodeFrame, memoryOf, moduleOf } from '../wasm/codec.js';
import type { CodecModule } from '../wasm/codec-glue.js';
import { instantiateCompiled, type ModuleName } from '../wasm/load.js';
import { type Order, protocolVersion, type Report } from './protocol.js';

export type Post = (report: Report, transfer: ArrayBuffer[]) => void;

/** Says that it is ready, and returns what takes the orders. */
export function serve(post: Post): (order: Order) => Promise<void> {
  const loading = new Map<ModuleName, Promise<CodecModule>>();
  const instances = new Set<CodecModule>();
  const memory = (): number => [...instances].reduce((sum, module) => sum + memoryOf(module), 0);

  async function take(order: Order): Promise<void> {
    if (order.kind === 'module') {
      const instance = instantiateCompiled<CodecModule>(order.name, order.module);
      instance.catch(() => undefined); // who decodes will hear of it
      loading.set(order.name, instance);
      return;
    }
    const { job } = order;
    try {
      const module = await loading.get(moduleOf[job.codec]);
      if (module === undefined) return post({ kind: 'unfit' }, []);
      instances.add(module);
      const frame = decodeFrame(module, job);
      post({ kind: 'decoded', frame, memory: memory() }, [frame.bytes.buffer]);
    } catch (error) {
      // Whatever else is thrown, a trap or a lack of stack, leaves the module in the middle of something.
      if (error instanceof DicomError) post({ kind: 'refused', error: error.toJSON(), memory: memory() }, []);
      else post({ kind: 'crashed' }, []);
    }
  }

  post({ kind: 'ready', version: protocolVersion }, []);
  return take;
}
