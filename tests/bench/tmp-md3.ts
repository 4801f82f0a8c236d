import { init } from 'dcmstream';
import { typicalCt } from './typical-ct.js';
await init({ modules: ['parser'] });
const { stepperNow } = await import('../../dist/parse/options.js');
const { Stepper } = await import('../../dist/parse/stepper.js');
const { bytes } = await typicalCt();
const best: any = {};
const n = 2000;
const phase = (k: string, f: () => void) => { const c = process.cpuUsage(); for (let i = 0; i < n; i++) f(); const d = process.cpuUsage(c); const t = (d.user + d.system) / n; best[k] = Math.min(best[k] ?? 1e9, t); };
let steps = '';
for (let r = 0; r < 20; r++) {
  phase('stepperNow (reset)', () => { stepperNow({ values: false }).release(); });
  phase('fill 8k', () => { const s = stepperNow({ values: false }); s.slot.fill(bytes.subarray(0, 8192)); s.release(); });
  phase('first advance', () => { const s = stepperNow({ values: false }); s.write(bytes); s.advance(); s.release(); });
  phase('all', () => { const s = stepperNow({ values: false }); s.write(bytes); let st; steps = ''; while ((st = s.advance()) !== 'input' && st !== 'finished') steps += st + (st === 'events' ? s.events : '') + ' '; s.end(); while ((st = s.advance()) !== 'input' && st !== 'finished') steps += st + (st === 'events' ? s.events : '') + ' ';  s.release(); });
  phase('all, values', () => { const s = stepperNow({ values: true }); s.write(bytes); let st; while ((st = s.advance()) !== 'input' && st !== 'finished'); s.release(); });
}
console.log(best, steps);
