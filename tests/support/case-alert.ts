import type { CaseAlert } from '../../db/domain/diversion/cases/schema.ts';

/** A detector's answer of three codes, as a case keeps it. */
export const caseAlert = (dealer: string): CaseAlert => ({
  dealer,
  productLine: null,
  region: null,
  city: '320500',
  cityName: '苏州市',
  tier: 'case',
  kind: 'diversion',
  score: 6,
  log10P: -6,
  log10Q: -4,
  lots: 3,
  codes: ['A1', 'A2', 'A3'],
  firstScannedOn: '2026-09-01',
  lastScannedOn: '2026-09-03',
  firstAlertOn: '2026-09-03',
  episodes: 1,
  window: { from: '2026-08-31', to: '2026-09-28', lots: 3, expected: 0.01 },
  distanceKm: { least: 40, median: 41, most: 42 },
  counties: [{ adcode: '320506', name: '吴中区', codes: 3 }],
  actors: { terminal: 1, inspector: 1, consumer: 1 },
  shipments: [{ shipment: 'CK-A1', codes: 1 }],
  terms: [
    {
      key: 'excess',
      points: 6.5,
      numbers: { lots: 3 },
      zh: '4 周内在此见到 3 箱',
      en: '3 packing cases within 4 weeks',
    },
    { key: 'consumers_only', points: -0.5, numbers: { scans: 1 }, zh: '1 次来自消费者', en: '1 scan by consumers' },
  ],
  counterfactual: { bufferKm: null, fewerCodes: 1, counties: ['320506'], log10Q: -4 },
  alsoIn: [],
});
