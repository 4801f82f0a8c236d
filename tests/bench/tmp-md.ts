import { init, parseBuffer } from 'dcmstream';
import * as T from 'dcmstream/tags';
import { typicalCt } from './typical-ct.js';
import dicomParser from 'dicom-parser';
await init({ modules: ['parser'] });
const { bytes } = await typicalCt();
const texts = [T.SOPInstanceUID, T.StudyInstanceUID, T.SeriesInstanceUID, T.Modality, T.Manufacturer, T.PatientName, T.PatientID, T.PatientPosition, T.PhotometricInterpretation];
const dec = [T.InstanceNumber, T.SliceThickness, T.KVP, T.RescaleSlope, T.RescaleIntercept], lists = [T.ImagePositionPatient, T.ImageOrientationPatient, T.PixelSpacing], words = [T.Rows, T.Columns, T.BitsStored];
const n = 300; const best: any = {}; const sumAll: any = {};
for (let r = 0; r < 60; r++) {
  const phase = (k: string, f: () => void) => { const c = process.cpuUsage(); f(); const d = process.cpuUsage(c); const t = (d.user + d.system) / n; best[k] = Math.min(best[k] ?? 1e9, t); sumAll[k] = (sumAll[k] ?? 0) + t / 60; };
  const dss: any[] = [];
  globalThis.gc?.();
  phase('parse', () => { for (let i = 0; i < n; i++) dss.push(parseBuffer(bytes)); });
  phase('level', () => { for (const d of dss) d.has(T.Rows); });
  phase('texts', () => { for (const d of dss) for (const k of texts) d.string(k); });
  phase('dec', () => { for (const d of dss) for (const k of dec) d.number(k); });
  phase('lists', () => { for (const d of dss) for (const k of lists) d.numbers(k); });
  phase('words', () => { for (const d of dss) for (const k of words) d.number(k); });
  globalThis.gc?.();
  phase('all', () => { for (let i = 0; i < n; i++) { const d = parseBuffer(bytes); for (const k of texts) d.string(k); for (const k of dec) d.number(k); for (const k of lists) d.numbers(k);  for (const k of words) d.number(k);} });
  globalThis.gc?.();
  phase('parseonly', () => { for (let i = 0; i < n; i++) parseBuffer(bytes); });
  globalThis.gc?.();
  phase('dicomparser', () => { for (let i = 0; i < n; i++) { dicomParser.parseDicom(bytes); } });
}
console.log('best', best, 'mean', sumAll, [...parseBuffer(bytes).elements()].length, 'elements');
