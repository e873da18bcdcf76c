import { PbfWriter } from 'pbf';

/** Points to be drawn: Web Mercator in units of the world (0..1), y southwards, and whether each is a breach. */
export interface TilePoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 0 inside, 1 outside, others are drawn as inside. */
  readonly verdict: Uint8Array;
}

export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Squares along a tile's side: eight screen pixels each on a tile of 512. */
const BINS = 64;
const EXTENT = 4096;
const OUTSIDE = 1;

/**
 * Counts points in squares and writes them as a Mapbox Vector Tile (2.1): layers `inside` and `outside`, one point in
 * the middle of every square that holds any, property `n` how many. Empty when nothing lies in the tile.
 * @param rows indices of the points that are shown
 */
export function encodeBinnedTile(points: TilePoints, rows: Uint32Array, tile: TileAddress): Uint8Array {
  const scale = 2 ** tile.z * BINS;
  const west = tile.x * BINS;
  const north = tile.y * BINS;
  const inside = new Uint32Array(BINS * BINS);
  const outside = new Uint32Array(BINS * BINS);
  const { x, y, verdict } = points;
  for (let n = 0; n < rows.length; n += 1) {
    const row = rows[n] as number;
    const column = Math.floor((x[row] as number) * scale) - west;
    const line = Math.floor((y[row] as number) * scale) - north;
    if (column < 0 || column >= BINS || line < 0 || line >= BINS) continue;
    const bins = verdict[row] === OUTSIDE ? outside : inside;
    const bin = line * BINS + column;
    bins[bin] = (bins[bin] as number) + 1;
  }
  const writer = new PbfWriter();
  writeLayer(writer, 'inside', inside);
  writeLayer(writer, 'outside', outside);
  return writer.finish();
}

const middle = (bin: number): number => ((bin + 0.5) * EXTENT) / BINS;
const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);

function writeLayer(tile: PbfWriter, name: string, bins: Uint32Array): void {
  const values = new Map<number, number>();
  const features: { readonly bin: number; readonly value: number }[] = [];
  bins.forEach((count, bin) => {
    if (count === 0) return;
    const value = values.get(count) ?? values.size;
    values.set(count, value);
    features.push({ bin, value });
  });
  if (features.length === 0) return;
  tile.writeMessage(
    3,
    (_, layer) => {
      layer.writeVarintField(15, 2);
      layer.writeStringField(1, name);
      for (const { bin, value } of features) {
        layer.writeMessage(
          2,
          (__, feature) => {
            feature.writePackedVarint(2, [0, value]);
            feature.writeVarintField(3, 1);
            // MoveTo, one point.
            feature.writePackedVarint(4, [9, zigzag(middle(bin % BINS)), zigzag(middle(Math.floor(bin / BINS)))]);
          },
          null,
        );
      }
      layer.writeStringField(3, 'n');
      for (const count of values.keys()) {
        layer.writeMessage(4, (__, value) => value.writeVarintField(5, count), null);
      }
      layer.writeVarintField(5, EXTENT);
    },
    null,
  );
}
