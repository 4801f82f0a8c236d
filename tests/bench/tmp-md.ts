import { init, parseBuffer } from 'dcmstream';
import * as T from 'dcmstream/tags';
import { typicalCt } from './typical-ct.js';
await init({ modules: ['parser'] });
const { bytes } = await typicalCt();
const texts = [
  T.SOPInstanceUID,
  T.StudyInstanceUID,
  T.SeriesInstanceUID,
  T.Modality,
  T.Manufacturer,
  T.PatientName,
  T.PatientID,
  T.PatientPosition,
  T.PhotometricInterpretation,
];
const dec = [T.InstanceNumber, T.SliceThickness, T.KVP, T.RescaleSlope, T.RescaleIntercept],
  lists = [T.ImagePositionPatient, T.ImageOrientationPatient, T.PixelSpacing],
  words = [T.Rows, T.Columns, T.BitsStored];
const t: any = { parse: 0, level: 0, texts: 0, dec: 0, lists: 0, words: 0 };
const n = 300;
const best: any = {};
for (let r = 0; r < 30; r++) {
  const sums: any = {};
  const phase = (k: string, f: () => void) => {
    const c = process.cpuUsage();
    f();
    const d = process.cpuUsage(c);
    sums[k] = (d.user + d.system) / n;
  };
  const dss: any[] = [];
  phase('parse', () => {
    for (let i = 0; i < n; i++) dss.push(parseBuffer(bytes));
  });
  phase('level', () => {
    for (const d of dss) d.has(T.Rows);
  });
  phase('texts', () => {
    for (const d of dss) for (const k of texts) d.string(k);
  });
  phase('dec', () => {
    for (const d of dss) for (const k of dec) d.number(k);
  });
  phase('lists', () => {
    for (const d of dss) for (const k of lists) d.numbers(k);
  });
  phase('words', () => {
    for (const d of dss) for (const k of words) d.number(k);
  });
  for (const k in sums) best[k] = Math.min(best[k] ?? 1e9, sums[k]);
}
console.log('µs per file', best, [...parseBuffer(bytes).elements()].length, 'elements');
