// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Runs in a network namespace of its own: starts Orthanc there, which listens on all interfaces whatever it is told, and passes
// connections on to it from a socket in the file system, which reaches across namespaces. Ends with its standard input.

import { spawn, spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';

const [configuration = '', socket = '', port = ''] = process.argv.slice(2);

const { status, error } = spawnSync('ip', ['link', 'set', 'lo', 'up'], { stdio: 'ignore' });
if (error !== undefined || status !== 0) {
  process.stdout.write('loopback cannot be brought up: is iproute2 installed?\n');
  process.exit();
}
const orthanc = spawn('Orthanc', [configuration], { stdio: 'ignore' });
orthanc.on('error', () => process.exit(1));
orthanc.on('exit', () => process.exit(1));
process.stdin.on('end', () => orthanc.kill()).resume();

createServer((outside) => {
  const inside = connect(Number(port), '127.0.0.1');
  for (const end of [outside, inside]) {
    end.on('error', () => {
      outside.destroy();
      inside.destroy();
    });
  }
  outside.pipe(inside).pipe(outside);
}).listen(socket, () => process.stdout.write('ready\n'));
