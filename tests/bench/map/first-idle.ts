import { strictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Selection } from '../../../db/contract/selection.ts';
import { fromDay } from '../../../db/domain/time/days.ts';
import { createTiles } from '../../../db/service/tiles.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import { launchBrowser } from '../browser.ts';
import { type Measured, ratioGoal, side } from '../report.ts';
import type { RunningService } from '../service/service.ts';
import { multiplied } from './multiplied.ts';
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

/** Points of the dense map to one of the other. */
const DENSITY = 3;

/**
 * How soon a map shows every scan, and three times as many, against MapLibre's own clustering of every scan once, in the
 * same page. The tiles of every scan come from the data service through its contract, one more step than the
 * workstation's own page takes; those of three times as many from the service's own function in this process.
 */
export async function mapFirstIdle(service: RunningService, analytics: Analytics, runs: number): Promise<Measured[]> {
  const { text, points } = pointsOf(analytics);
  const selection: Selection = {
    period: { from: fromDay(analytics.firstDay ?? 0), to: fromDay((analytics.lastDay ?? 0) + 1) },
    regionId: null,
    dealerIds: [],
    place: null,
    productLineId: null,
  };
  const dense = { ...analytics, scans: multiplied(analytics.scans, DENSITY) };
  const denseTile = createTiles();
  const folder = mkdtempSync(join(tmpdir(), 'rsw-bench-map-'));
  const served = await serveMapPage(folder, text, {
    tiles: (tile) => service.client.diversion.getTile({ selection, ...tile }),
    denseTiles: (tile) => denseTile(dense, selection, tile),
  });
  const browser = await launchBrowser();
  const held: Readonly<Record<MapKind, number>> = { tiles: points, denseTiles: points * DENSITY, clusters: points };
  const times: Record<MapKind, number[]> = { tiles: [], denseTiles: [], clusters: [] };
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(served.address);
    for (let run = 0; run < runs; run++) {
      for (const kind of ['tiles', 'denseTiles', 'clusters'] as const) {
        const found = await measure(page, kind);
        strictEqual(found.points, held[kind], `the map of ${kind} must hold every point`);
        times[kind].push(found.ms);
      }
    }
  } finally {
    await browser.close();
    served.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const clusters = side('MapLibre clustered GeoJSON', 'ms', times.clusters);
  return (['tiles', 'denseTiles'] as const).map((kind) => {
    const tiles = side(`product, binned tiles of ${held[kind]} points`, 'ms', times[kind]);
    return {
      part: `of ${held[kind]} points`,
      question: 'How soon is a map with every point idle for the first time?',
      sizes: { points: held[kind], clustered: points, runs },
      sides: [tiles, clusters],
      goal: ratioGoal(clusters, tiles, 'at least', 20),
      equal: 'number of points on each map, each run',
      notes: ['1280×800, background and points only, drawn in software (SwiftShader)'],
    };
  });
}
