import { strictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Selection } from '../../../db/contract/selection.ts';
import { fromDay } from '../../../db/domain/time/days.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import { launchBrowser } from '../browser.ts';
import { type Measured, ratioGoal, side } from '../report.ts';
import type { RunningService } from '../service/service.ts';
import type { MapKind } from './page.ts';
import { serveMapPage } from './page-server.ts';

const longitudeOf = (x: number): number => (x - 0.5) * 360;
const latitudeOf = (y: number): number => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;

/** Every scan that lies in a division, as one GeoJSON. */
function pointsOf({ scans }: Analytics): { readonly text: Buffer; readonly points: number } {
  const parts: string[] = [];
  for (let at = 0; at < scans.length; at++) {
    if ((scans.division[at] as number) < 0) continue;
    const place = `${longitudeOf(scans.x[at] as number).toFixed(6)},${latitudeOf(scans.y[at] as number).toFixed(6)}`;
    parts.push(`{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[${place}]}}`);
  }
  return {
    text: Buffer.from(`{"type":"FeatureCollection","features":[${parts.join(',')}]}`),
    points: parts.length,
  };
}

const measure = (page: Page, kind: MapKind): Promise<{ readonly ms: number; readonly points: number }> =>
  page.evaluate((one) => (window as unknown as { measure(kind: MapKind): never }).measure(one), kind);

/** How soon a map shows every scan, against MapLibre's own clustering of the same points in the same page. */
export async function mapFirstIdle(service: RunningService, analytics: Analytics, runs: number): Promise<Measured> {
  const { text, points } = pointsOf(analytics);
  const selection: Selection = {
    period: { from: fromDay(analytics.firstDay ?? 0), to: fromDay((analytics.lastDay ?? 0) + 1) },
    regionId: null,
    dealerIds: [],
    place: null,
    productLineId: null,
  };
  const folder = mkdtempSync(join(tmpdir(), 'rsw-bench-map-'));
  const served = await serveMapPage(folder, text, service.client, selection);
  const browser = await launchBrowser();
  const times: Record<MapKind, number[]> = { tiles: [], clusters: [] };
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(served.address);
    for (let run = 0; run < runs; run++) {
      for (const kind of ['tiles', 'clusters'] as const) {
        const found = await measure(page, kind);
        strictEqual(found.points, points, `the map of ${kind} must hold every point`);
        times[kind].push(found.ms);
      }
    }
  } finally {
    await browser.close();
    served.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const clusters = side('MapLibre clustered GeoJSON', 'ms', times.clusters);
  const tiles = side('product, binned tiles', 'ms', times.tiles);
  return {
    question: 'How soon is a map with every scan idle for the first time?',
    sizes: { points, runs },
    sides: [tiles, clusters],
    goal: ratioGoal(clusters, tiles, 'at least', 20),
    equal: 'number of points on either map, each run',
    notes: ['1280×800, background and points only, drawn in software (SwiftShader)'],
  };
}
