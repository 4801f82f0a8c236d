import { init, parseBuffer } from 'dcmstream';
import * as T from 'dcmstream/tags';
import { typicalCt } from './typical-ct.js';
import { bestTimes } from './measure.js';
import dicomParser from 'dicom-parser';
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
const work = () => {
  const d = parseBuffer(bytes);
  for (const k of texts) d.string(k);
  return d;
};
console.log(await bestTimes({ ours: work }));
console.log(await bestTimes({ ours: work, bare: () => parseBuffer(bytes), dp: () => dicomParser.parseDicom(bytes) }));
