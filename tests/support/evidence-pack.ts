import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { type CaseEvent, caseEventText } from '../../db/domain/diversion/cases/event.ts';
import type { CustodyRow } from '../../db/domain/diversion/cases/schema.ts';
import type { PackAttachment } from '../../db/domain/diversion/pack/attachments.ts';
import type { PackContent, PackEvent } from '../../db/domain/diversion/pack/content.ts';
import type { PackParameters } from '../../db/domain/diversion/pack/parameters.ts';
import { caseAlert } from './case-alert.ts';

const ID = '0190a000-0000-7000-8000-000000000001';

export const custodyRow = (change: Partial<CustodyRow> = {}): CustodyRow => ({
  scanId: ID,
  code: 'A1',
  level: 'case',
  caseCode: null,
  sku: '高筋面粉 25kg',
  batch: 'B1',
  producedOn: '2026-07-01',
  shipment: 'CK-A1',
  shippedOn: '2026-08-01',
  warehouse: '宁波仓',
  actor: 'terminal',
  scannedOn: '2026-09-01',
  scannedAt: '2026-09-01T02:00:00Z',
  terminal: '</script><b>苏州</b>便利店',
  longitude: 120.61,
  latitude: 31.31,
  accuracyM: 10,
  ...change,
});

/** A file as a pack holds it. */
export const attachment = (fileName: string, mediaType: string, bytes: Buffer): PackAttachment => ({
  id: v7(),
  fileName,
  mediaType,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  base64: bytes.toString('base64'),
});

/** What the detector went by: one value tuned, one as built in. */
export const packParameters: PackParameters = {
  recordedAt: '2026-11-26T00:00:00.000Z',
  region: '浙江<区>',
  tunedAt: '浙江<区>',
  isKept: true,
  rows: [
    {
      name: 'minCodes',
      label: { zh: '最少码数', en: 'Fewest codes' },
      unit: { zh: '个', en: 'codes' },
      base: 3,
      bounds: [2, 50],
      tuned: 5,
      used: 5,
      origin: { kind: 'version', no: 2, setAt: '2026-11-02T03:00:00.000Z', setBy: '周敏', region: '浙江<区>' },
    },
    {
      name: 'fdrQ',
      label: { zh: '误报容许率', en: 'False cases accepted' },
      unit: { zh: '比例', en: 'share' },
      base: 0.05,
      bounds: [0.01, 0.2],
      tuned: null,
      used: 0.05,
      origin: { kind: 'built_in' },
    },
  ],
};

/** Entries that follow from each other: opened, files added, heard, decided. */
export function packOf(
  custody: readonly CustodyRow[],
  map: PackContent['map'] = null,
  files: readonly PackAttachment[] = [],
): PackContent {
  const events: PackEvent[] = [];
  const write = (kind: PackEvent['kind'], body: object): void => {
    const event: CaseEvent & { personName: string } = {
      caseId: ID,
      no: events.length + 1,
      kind,
      personId: ID,
      personName: '周敏',
      at: `2026-11-26T00:00:0${events.length}.000Z`,
      body: JSON.stringify(body),
      prevHash: events.at(-1)?.hash ?? '',
    };
    const { caseId: _, ...told } = event;
    events.push({ ...told, hash: createHash('sha256').update(caseEventText(event)).digest('hex') });
  };
  const alert = { ...caseAlert(ID), parameters: { minCodes: 5, fdrQ: 0.05 } };
  write('open', { kind: 'territory', claim: '苏州出现宁波的货', alert, custody, withheldPlaces: 0 });
  for (const { id: evidenceId, base64: _, ...file } of files) write('add_evidence', { evidenceId, ...file });
  write('explain', { stance: 'given', body: '下游转卖' });
  write('decide', {
    decision: 'confirmed',
    reasonCode: 'bulk_diversion',
    body: '成批出现',
    appealDeadline: '2026-12-10',
  });
  return {
    schema: 'diversion-pack/3',
    program: '0.1.0',
    preparedOn: '2026-11-26',
    case: {
      id: ID,
      kind: 'territory',
      dealer: { id: ID, name: '宁波恒丰<食品>' },
      productLine: '烘焙',
      cityName: '苏州市',
      state: 'decided',
      decision: 'confirmed',
      appealDeadline: '2026-12-10',
      observedUntil: null,
    },
    events,
    map,
    parameters: packParameters,
    deduction: null,
    files: [...files],
  };
}
