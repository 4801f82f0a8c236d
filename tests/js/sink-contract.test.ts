// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every sink that is a stage of a stream, through the one contract suite.

import { bytes, dump, json, xml } from 'dcmstream';
import { keepsTheSinkContract } from '../support/sink-contract.js';

keepsTheSinkContract('bytes', () => bytes());
keepsTheSinkContract('dump', () => dump());
keepsTheSinkContract('a full dump', () => dump({ full: true }));
keepsTheSinkContract('json', () => json());
keepsTheSinkContract('json by reference', () => json({ inlineLimit: 16, bulkDataUri: () => 'bulk', pretty: true }));
keepsTheSinkContract('xml', () => xml());
keepsTheSinkContract('xml by reference', () => xml({ inlineLimit: 16, bulkDataUri: () => 'bulk' }));
